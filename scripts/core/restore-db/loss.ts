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
