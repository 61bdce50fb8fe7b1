import { chooseNewest } from "../core/backup-choice.ts";
import { servicePrefix } from "../core/backup-names.ts";
import type { Candidate } from "../core/backup-soundness.ts";
import type { Manifest } from "../core/manifest.ts";
import type { ObjectStore } from "../ports.ts";
import { manifestsIn, readCandidate, type Signer } from "./read-candidate.ts";

/** Looked at from the newest on: older ones are read only when every newer one was refused. */
const AT_A_TIME = 5;

/** Where a service's exports lie, and whose signature they must bear. */
export type Archive = { readonly bucket: string; readonly service: string; readonly signer: Signer };

/** The newest sound backup, if there is one, and why each newer one was passed over. */
export type NewestBackup = { readonly chosen: (Candidate & { readonly manifest: Manifest }) | undefined; readonly refused: readonly string[] };

/** Reads the archive from the newest manifest on until one is sound; nothing is decrypted. */
export async function newestSoundBackup(objects: Pick<ObjectStore, "list" | "read">, { bucket, service, signer }: Archive): Promise<NewestBackup> {
  const listed = await objects.list(bucket, servicePrefix(service));
  const stored = new Map(listed.map((object) => [object.name, object]));
  const manifests = manifestsIn(service, listed);

  const refused: string[] = [];
  for (let from = 0; from < manifests.length; from += AT_A_TIME) {
    const some = await Promise.all(manifests.slice(from, from + AT_A_TIME).map((found) => readCandidate(objects, bucket, service, found, signer)));
    const choice = chooseNewest({ service, candidates: some.filter((one) => one !== undefined), stored });
    refused.push(...choice.refused.map(({ id, because }) => `${id}: ${because}`));
    if (choice.chosen !== undefined) return { chosen: choice.chosen, refused };
  }
  return { chosen: undefined, refused };
}
