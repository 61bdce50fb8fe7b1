import { FailoverError } from "./errors.ts";
import type { RdsSnapshot } from "./rds.ts";

/** A snapshot that can be restored, with the time of its data. */
export type UsableSnapshot = { readonly id: string; readonly createdAt: string };

/** The newest snapshot that AWS calls available, by AWS's own time; refuses with what stands in the way of each other one. */
export function newestSnapshotOf(instance: string, snapshots: readonly RdsSnapshot[]): UsableSnapshot {
  const usable = snapshots.flatMap(({ id, status, createdAt }) => (status === "available" && createdAt !== undefined ? [{ id, createdAt }] : []));
  const [newest] = usable.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.id.localeCompare(a.id));
  if (newest === undefined) throw new FailoverError("RDS_SNAPSHOT_NONE", { instance, passedOver: snapshots.map(({ id, status }) => `${id} is ${status}`) });
  return newest;
}
