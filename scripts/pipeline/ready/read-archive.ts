import type { HostPorts } from "../../ports.ts";
import { newestSoundBackup, type NewestBackup } from "../../steps/newest-backup.ts";
import { exporterKey } from "../../steps/read-candidate.ts";
import type { Project } from "../project.ts";

export type ArchiveRead = NewestBackup;

/** The newest backup that a failover would restore, by what lies in the bucket now. */
export async function readArchive({ project, ports }: { readonly project: Project; readonly ports: Pick<HostPorts, "objects" | "files"> }): Promise<ArchiveRead> {
  const { service, storage, export: exporting } = project.written;
  const signer = await exporterKey(ports.files, exporting.signer, project.directory);
  return newestSoundBackup(ports.objects, { bucket: storage.buckets.exports, service, signer });
}
