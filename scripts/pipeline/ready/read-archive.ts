import type { Kept } from "../../core/receipt-chain.ts";
import { newestSoundBackup, type NewestBackup } from "../../steps/newest-backup.ts";
import { exporterKey } from "../../steps/read-candidate.ts";
import type { Reach } from "./reach.ts";

export type ArchiveRead = NewestBackup;

/** The newest backup that a failover would restore, by what lies in the bucket now and what the receipts say of it. */
export async function readArchive({ project, ports }: Pick<Reach, "project" | "ports">, kept: readonly Kept[]): Promise<ArchiveRead> {
  const { service, storage, export: exporting, recovery } = project.written;
  const signer = await exporterKey(ports.files, exporting.signer, project.directory);
  return newestSoundBackup(ports.objects, { bucket: storage.buckets.exports, service, signer, kept, point: recovery.point });
}
