import type { Lab } from "../../../daemon/lab.ts";
import { record } from "../../fields.ts";
import { change, ledgerOf, tell, type DbInstance, type DbSnapshot } from "./ledger.ts";
import { RdsError, snapshotNotFound, wrongState } from "./rds-error.ts";

type Asked = { readonly id: string; readonly kind: DbSnapshot["kind"]; readonly tags?: Readonly<Record<string, string>> };
/** A snapshot that has begun, and its end: what was begun is shown at once, as in AWS. */
export type Begun = { readonly snapshot: DbSnapshot; readonly done: Promise<void> };

/** Begins a snapshot of an instance. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html */
export function beginSnapshot(lab: Lab, instance: DbInstance, { id, kind, tags = {} }: Asked): Begun {
  const { snapshots, instances } = ledgerOf(lab);
  const { identifier, resourceId, settings, status } = instance;
  if (snapshots.has(id)) throw new RdsError("DBSnapshotAlreadyExists", `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`);
  if (status === "failed" || status === "deleting") throw wrongState(identifier, status);
  const inherited = settings["copyTagsToSnapshot"] === true ? (record(settings, "tags") as Record<string, string>) : {};
  const copy = `${resourceId}-${id.replaceAll(/[^a-z0-9-]/gi, "-")}`;
  const snapshot: DbSnapshot = { id, kind, instance: identifier, resourceId, status: "creating", createdAt: new Date(), settings, tags: { ...inherited, ...tags }, copy };
  snapshots.set(id, snapshot);
  const work = async (): Promise<void> => {
    try {
      if (status === "available") change(lab, identifier, { status: "backing-up" });
      await lab.volumes.snapshot(resourceId, copy);
      // Whatever was committed by now and is not in the copy lies in the log: a restore to a later time begins here.
      snapshots.set(id, { ...snapshot, status: "available", createdAt: new Date() });
      tell(lab, identifier, kind === "manual" ? "creation" : "backup", kind === "manual" ? "Manual snapshot created" : "Finished DB Instance backup");
    } catch (error) {
      snapshots.delete(id);
      throw error;
    } finally {
      if (instances.get(identifier)?.status === "backing-up") change(lab, identifier, { status: "available" });
    }
  };
  return { snapshot, done: work() };
}

/** What an automated snapshot is called. */
export const automatedName = (identifier: string, at: Date): string => `rds:${identifier}-${at.toISOString().slice(0, 16).replaceAll(/[T:]/g, "-")}`;

/** Removes a manual snapshot and says what it was. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSnapshot.html */
export async function deleteSnapshot(lab: Lab, id: string): Promise<DbSnapshot> {
  const { snapshots } = ledgerOf(lab);
  const snapshot = snapshots.get(id);
  if (snapshot === undefined) throw snapshotNotFound(id);
  if (snapshot.kind === "automated" || snapshot.status !== "available") {
    throw new RdsError("InvalidDBSnapshotState", `Cannot delete the ${snapshot.kind} snapshot ${id} in state ${snapshot.status}: only available manual snapshots can be deleted.`);
  }
  snapshots.delete(id);
  await lab.volumes.removeSnapshot(snapshot.copy);
  return snapshot;
}

/** The snapshots of one instance that can be restored, oldest first. */
export const soundSnapshots = (lab: Lab, resourceId: string): readonly DbSnapshot[] =>
  [...ledgerOf(lab).snapshots.values()]
    .filter((snapshot) => snapshot.resourceId === resourceId && snapshot.status === "available")
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
