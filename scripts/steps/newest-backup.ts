import { chooseNewest, type Candidate } from "../core/backup-choice.ts";
import { idInManifestName, servicePrefix, signatureName } from "../core/backup-names.ts";
import { FailoverError } from "../core/errors.ts";
import { parseManifest, sha256Of, type Manifest } from "../core/manifest.ts";
import { isSignedBy } from "../core/signature.ts";
import type { ObjectStore, StoredObject } from "../ports.ts";

/** Looked at from the newest on: older ones are read only when every newer one was refused. */
const AT_A_TIME = 5;

/** Where a service's exports lie, and whose signature they must bear. */
export type Archive = { readonly bucket: string; readonly service: string; readonly signer: Signer };
export type Signer = { readonly path: string; readonly pem: string };

/** The newest sound backup, if there is one, and why each newer one was passed over. */
export type NewestBackup = { readonly chosen: (Candidate & { readonly manifest: Manifest }) | undefined; readonly refused: readonly string[] };

/** Reads the archive from the newest manifest on until one is sound; nothing is decrypted. */
export async function newestSoundBackup(objects: Pick<ObjectStore, "list" | "read">, { bucket, service, signer }: Archive): Promise<NewestBackup> {
  const listed = await objects.list(bucket, servicePrefix(service));
  const stored = new Map(listed.map((object) => [object.name, object]));
  const manifests = listed
    .flatMap((object) => ({ object, id: idInManifestName(service, object.name) }))
    .flatMap(({ object, id }) => (id === undefined ? [] : [{ object, id }]))
    .sort((a, b) => b.object.createdAt.localeCompare(a.object.createdAt));

  const refused: string[] = [];
  for (let from = 0; from < manifests.length; from += AT_A_TIME) {
    const some = await Promise.all(manifests.slice(from, from + AT_A_TIME).map(({ object, id }) => candidate(objects, bucket, service, object, id, signer)));
    const choice = chooseNewest({ service, candidates: some.filter((one) => one !== undefined), stored });
    refused.push(...choice.refused.map(({ id, because }) => `${id}: ${because}`));
    if (choice.chosen !== undefined) return { chosen: choice.chosen, refused };
  }
  return { chosen: undefined, refused };
}

function readable(bytes: Uint8Array, name: string): Candidate["manifest"] {
  try {
    return parseManifest(bytes, name);
  } catch (error) {
    if (error instanceof FailoverError) return { unreadable: error.advice.what };
    throw error;
  }
}

async function candidate(objects: Pick<ObjectStore, "read">, bucket: string, service: string, stored: StoredObject, id: string, signer: Signer): Promise<Candidate | undefined> {
  const [bytes, signature] = await Promise.all([objects.read(bucket, stored.name), objects.read(bucket, signatureName(service, id))]);
  if (bytes === undefined) return undefined;
  return {
    id,
    manifestName: stored.name,
    manifestSha256: sha256Of(bytes),
    createdAt: stored.createdAt,
    signed: signature !== undefined && isSignedBy(bytes, Buffer.from(signature).toString(), signer.pem, signer.path),
    manifest: readable(bytes, stored.name),
  };
}
