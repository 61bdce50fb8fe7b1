import type { RdsEvent } from "../rds.ts";
import { deletedAt } from "./deletion.ts";
import type { RestoreSource } from "./given.ts";

type Known = {
  readonly source: RestoreSource;
  /** Told by AWS when the run looked. */
  readonly latestRestorableTime: string | undefined;
  /** Told by AWS, of the snapshot. */
  readonly snapshotAt: string | undefined;
  /** Until when the broken one can have taken writes: when it was fenced, or else when the new one took over. */
  readonly writesUntil: string;
};

/** What was acknowledged after this moment may be gone; at most so much. */
export type Loss = { readonly recoveredUntil: string | null; readonly writesUntil: string; readonly lossSecondsAtMost: number | null };

/** How much can be lost: from the restored moment until the broken one took no more writes. An upper bound: a dead database takes none long before it is fenced. */
export function lossOf({ source, latestRestorableTime, snapshotAt, writesUntil }: Known): Loss {
  const recoveredUntil = ("snapshot" in source ? snapshotAt : source.pointInTime === "latest" ? latestRestorableTime : source.pointInTime) ?? null;
  const lossSecondsAtMost = recoveredUntil === null ? null : Math.max(0, Math.round((Date.parse(writesUntil) - Date.parse(recoveredUntil)) / 1000));
  return { recoveredUntil, writesUntil, lossSecondsAtMost };
}

type FenceTold = { readonly fenced: boolean; readonly at: string; readonly rebooted?: boolean | undefined; /** There was nothing to fence: AWS knows no such instance. */ readonly gone?: true | undefined };

/**
 * Until when the broken one can have taken writes. One that AWS knows no more took none since its deletion, as AWS's event tells, or else since it was found to be gone. A reboot is ordered and ends connections a while later: AWS's own event says when, and until it does, only now is sure.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html (RDS-EVENT-0006)
 */
export function writesUntil({ fenced, at, rebooted, gone }: FenceTold, events: readonly RdsEvent[], now: Date): string {
  if (gone === true) {
    const deleted = deletedAt(events);
    return deleted === undefined || Date.parse(deleted) > Date.parse(at) ? at : new Date(Date.parse(deleted)).toISOString();
  }
  if (fenced && rebooted === undefined) return at;
  const restarted = rebooted === true ? events.find((event) => Date.parse(event.at) >= Date.parse(at) && /instance restarted/i.test(event.message)) : undefined;
  return fenced && restarted !== undefined ? new Date(Date.parse(restarted.at)).toISOString() : now.toISOString();
}
