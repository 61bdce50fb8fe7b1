import type { Lab } from "../../../daemon/lab.ts";
import { withdrawAddress } from "../../../dns/authoritative.ts";
import { number } from "../../fields.ts";
import { change, ledgerOf, tell, type DbInstance } from "./ledger.ts";
import { RdsError } from "./rds-error.ts";
import { beginSnapshot, soundSnapshots } from "./snapshots.ts";

type Asked = { readonly skipFinalSnapshot: boolean; readonly finalSnapshot: string; readonly deleteAutomatedBackups: boolean };

/** Refuses what AWS refuses at once. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html */
export function expectDeletable({ identifier, settings }: DbInstance, { skipFinalSnapshot, finalSnapshot }: Asked): void {
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html#USER_DeleteInstance.DeletionProtection
  if (settings["deletionProtection"] === true) throw new RdsError("InvalidParameterCombination", `Cannot delete protected DB Instance ${identifier}. Disable deletion protection and try again.`);
  if (skipFinalSnapshot && finalSnapshot !== "") throw new RdsError("InvalidParameterCombination", "FinalDBSnapshotIdentifier can not be specified when deleting a database instance with SkipFinalSnapshot.");
  if (!skipFinalSnapshot && finalSnapshot === "") throw new RdsError("InvalidParameterCombination", "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
}

/** Deletes an instance: its machine, its disk and its name; of what was copied of it, the manual snapshots stay, and the automated backups where that was asked for. */
export async function deleteInstance(lab: Lab, instance: DbInstance, asked: Asked): Promise<void> {
  expectDeletable(instance, asked);
  const { instances, snapshots, retained, making } = ledgerOf(lab);
  const { identifier, resourceId, settings, status } = instance;
  // A disk that is gone has no last state.
  if (!asked.skipFinalSnapshot) await beginSnapshot(lab, { ...instance, status: status === "failed" ? status : "modifying" }, { id: asked.finalSnapshot, kind: "manual" }).done;
  change(lab, identifier, { status: "deleting" });
  const keepArchive = !asked.deleteAutomatedBackups && number(settings, "backupRetentionPeriod", 0) > 0;
  await withdrawAddress(lab, instance.endpoint);
  await lab.hosts.remove(instance.host);
  await lab.volumes.remove(resourceId, { keepArchive });
  for (const { id, kind, copy } of keepArchive ? [] : soundSnapshots(lab, resourceId)) {
    if (kind !== "automated") continue;
    snapshots.delete(id);
    await lab.volumes.removeSnapshot(copy);
  }
  if (keepArchive) retained.set(resourceId, instance);
  instances.delete(identifier);
  making.delete(identifier);
  tell(lab, identifier, "deletion", "DB instance deleted");
}
