import type { HostPorts } from "../../ports.ts";
import { keptReceipts } from "../../steps/kept-receipts.ts";
import { newestSoundBackup, type NewestBackup } from "../../steps/newest-backup.ts";
import { exporterKey } from "../../steps/read-candidate.ts";
import type { Project } from "../project.ts";

export type ArchiveRead = NewestBackup;

/** The newest backup that a failover would restore, by what lies in the bucket now and what the receipts say of it. */
export async function readArchive({ project, ports }: { readonly project: Project; readonly ports: Pick<HostPorts, "objects" | "files"> }): Promise<ArchiveRead> {
  const { service, storage, export: exporting } = project.written;
  const say = (): void => undefined; // the receipts have a check of their own
  const [signer, kept] = await Promise.all([exporterKey(ports.files, exporting.signer, project.directory), keptReceipts({ ...ports, say }, project.written, project.directory)]);
  return newestSoundBackup(ports.objects, { bucket: storage.buckets.exports, service, signer, kept, point: project.written.recovery.point });
}
