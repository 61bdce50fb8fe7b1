import { manifestName, signatureName } from "../../core/backup-names.ts";
import { readWhole } from "../../core/commands/read-archive.ts";
import { FailoverError } from "../../core/errors.ts";
import { parseManifest, sha256Of, type Manifest } from "../../core/manifest.ts";
import { isSignedBy } from "../../core/signature.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { dumpDirectory, fetchFiles } from "../restore/fetch-backup.ts";

type Backup = { readonly bucket: string; readonly service: string; readonly id: string; readonly manifestSha256: string; readonly signer: string; readonly identityFile: string; readonly directory: string; readonly jobs: number };

/** Reads a backup back from where it lies as if for a restore: signature, sizes, every byte opened and hashed, each archive read to its end. */
export async function readBack(ports: HostPorts, { bucket, service, id, manifestSha256, signer, identityFile, directory, jobs }: Backup): Promise<Manifest> {
  const name = manifestName(service, id);
  const [bytes, signature] = await Promise.all([ports.objects.read(bucket, name), ports.objects.read(bucket, signatureName(service, id))]);
  if (bytes === undefined || sha256Of(bytes) !== manifestSha256) throw new FailoverError("BACKUP_DAMAGED", { name, problem: "is not the manifest that was sent" });
  if (signature === undefined || !isSignedBy(bytes, Buffer.from(signature).toString(), signer, "secondStore.signer")) throw new FailoverError("BACKUP_DAMAGED", { name, problem: "does not carry the mirror's signature" });
  const manifest = parseManifest(bytes, name);
  const stored = new Map((await ports.objects.list(bucket, `${service}/${id}/`)).map((object) => [object.name, object.bytes]));
  for (const object of manifest.objects) {
    if (stored.get(object.name) !== object.bytes) throw new FailoverError("BACKUP_DAMAGED", { name: object.name, problem: `has ${stored.get(object.name) ?? 0} bytes, not the ${object.bytes} of its manifest` });
  }
  await fetchFiles(ports, manifest, { bucket, identityFile, directory, jobs });
  for (const database of manifest.databases) await succeed(ports.shell, readWhole(dumpDirectory(manifest, database.name, directory)));
  return manifest;
}
