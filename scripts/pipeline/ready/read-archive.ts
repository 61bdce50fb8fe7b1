import type { HostPorts } from "../../ports.ts";
import { FailoverError } from "../../core/errors.ts";
import { newestSoundBackup, type NewestBackup } from "../../steps/newest-backup.ts";
import { inProject, type Project } from "../project.ts";

export type ArchiveRead = NewestBackup;

/** The newest backup that a failover would restore, by what lies in the bucket now. */
export async function readArchive({ project, ports }: { readonly project: Project; readonly ports: Pick<HostPorts, "objects" | "files"> }): Promise<ArchiveRead> {
  const { service, storage, export: exporting } = project.written;
  const path = exporting.signer;
  const pem = await ports.files.read(inProject(project, path));
  if (pem === undefined) throw new FailoverError("FILE_MISSING", { path, purpose: "it tells the exporter's backups from anybody else's" });
  return newestSoundBackup(ports.objects, { bucket: storage.buckets.exports, service, signer: { path, pem } });
}
