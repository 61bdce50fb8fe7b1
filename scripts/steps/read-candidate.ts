import { resolve } from "node:path";
import type { Candidate } from "../core/backup-soundness.ts";
import { idInManifestName, signatureName } from "../core/backup-names.ts";
import { FailoverError } from "../core/errors.ts";
import { parseManifest, sha256Of } from "../core/manifest.ts";
import { isSignedBy } from "../core/signature.ts";
import type { Files, ObjectStore, StoredObject } from "../ports.ts";

/** A public key, and where it was read. */
export type Signer = { readonly path: string; readonly pem: string };

/** The exporter's public key, as the project pins it. */
export async function exporterKey(files: Pick<Files, "read">, path: string, projectDirectory: string): Promise<Signer> {
  const pem = await files.read(resolve(projectDirectory, path));
  if (pem === undefined) throw new FailoverError("FILE_MISSING", { path, purpose: "it tells the exporter's backups from anybody else's" });
  return { path, pem };
}

/** The manifests among a bucket's objects, newest first by the store's clock. */
export function manifestsIn(service: string, listed: readonly StoredObject[]): readonly { readonly object: StoredObject; readonly id: string }[] {
  return listed
    .flatMap((object) => {
      const id = idInManifestName(service, object.name);
      return id === undefined ? [] : [{ object, id }];
    })
    .sort((a, b) => b.object.createdAt.localeCompare(a.object.createdAt));
}

function readable(bytes: Uint8Array, name: string): Candidate["manifest"] {
  try {
    return parseManifest(bytes, name);
  } catch (error) {
    if (error instanceof FailoverError) return { unreadable: error.advice.what };
    throw error;
  }
}

/** A backup as its manifest and signature tell of it; undefined when the manifest is gone since it was listed. */
export async function readCandidate(objects: Pick<ObjectStore, "read">, bucket: string, service: string, found: { readonly object: StoredObject; readonly id: string }, signer: Signer): Promise<Candidate | undefined> {
  const { object, id } = found;
  const [bytes, signature] = await Promise.all([objects.read(bucket, object.name), objects.read(bucket, signatureName(service, id))]);
  if (bytes === undefined) return undefined;
  return {
    id,
    manifestName: object.name,
    manifestSha256: sha256Of(bytes),
    createdAt: object.createdAt,
    signed: signature !== undefined && isSignedBy(bytes, Buffer.from(signature).toString(), signer.pem, signer.path),
    manifest: readable(bytes, object.name),
  };
}
