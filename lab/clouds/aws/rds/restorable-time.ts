import type { Lab } from "../../../daemon/lab.ts";
import { number } from "../../fields.ts";
import type { DbSnapshot } from "./ledger.ts";
import { ledgerOf } from "./ledger.ts";
import { backupNotFound, instanceNotFound, RdsError } from "./rds-error.ts";
import type { Origin } from "./origin.ts";
import { soundSnapshots } from "./snapshots.ts";

/** A file's last write may be the commit of a moment before; to promise less than there is harms nobody. */
const MARGIN_MS = 1000;

/** The newest time everything up to which has left the disk: the last write of the newest file sent, or the newest copy. Undefined where nothing is kept. */
export function latestTime(sent: readonly { readonly at: Date }[], snapshots: readonly Pick<DbSnapshot, "createdAt">[]): Date | undefined {
  const newest = snapshots.at(-1)?.createdAt.getTime();
  if (newest === undefined) return undefined;
  const wholeSecond = (time: number): number => Math.floor(time / 1000) * 1000;
  return new Date(Math.max(newest, ...sent.map(({ at }) => wholeSecond(at.getTime() - MARGIN_MS))));
}

/** Up to when an instance can be restored, whether its disk still lives or not. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html */
export async function latestRestorableTime(lab: Lab, resourceId: string): Promise<Date | undefined> {
  const kept = [...ledgerOf(lab).instances.values()].find((instance) => instance.resourceId === resourceId);
  if (kept !== undefined && number(kept.settings, "backupRetentionPeriod", 0) === 0) return undefined;
  return latestTime(await lab.volumes.sent(resourceId), soundSnapshots(lab, resourceId));
}

/** What a restore to a point in time begins with: the newest copy before it. */
export async function baseOf(lab: Lab, { source, at }: Extract<Origin, { from: "point-in-time" }>): Promise<DbSnapshot> {
  const { instances, retained } = ledgerOf(lab);
  const { identifier = "", resourceId = instances.get(identifier)?.resourceId } = source;
  if (resourceId === undefined) throw instanceNotFound(identifier);
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html#API_RestoreDBInstanceToPointInTime_Errors
  if (!retained.has(resourceId) && ![...instances.values()].some((instance) => instance.resourceId === resourceId)) throw backupNotFound(resourceId);
  const latest = await latestRestorableTime(lab, resourceId);
  if (latest === undefined) throw new RdsError("PointInTimeRestoreNotEnabled", `Point-in-time restore is not enabled for ${identifier || resourceId}: it keeps no automated backups.`);
  const snapshots = soundSnapshots(lab, resourceId);
  const base = snapshots.findLast(({ createdAt }) => at === "latest" || createdAt <= at);
  if (base === undefined || (at !== "latest" && at > latest)) {
    const earliest = snapshots[0]?.createdAt.toISOString() ?? "";
    throw new RdsError("InvalidParameterValue", `The specified instance cannot be restored to a time later than ${latest.toISOString()} or earlier than ${earliest}.`);
  }
  return base;
}
