import { firstSights, goneFrom } from "../core/archive-check.ts";
import { chooseNewest, standsAt } from "../core/backup-choice.ts";
import { servicePrefix } from "../core/backup-names.ts";
import type { Candidate } from "../core/backup-soundness.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Kept } from "../core/receipt-chain.ts";
import type { RecoveryPoint } from "../core/recovery-point.ts";
import type { ObjectStore } from "../ports.ts";
import { manifestsIn, readCandidate, type Signer } from "./read-candidate.ts";

/** Looked at from the newest on: older ones are read only when every newer one was refused. */
const AT_A_TIME = 5;

/** Where a service's exports lie, whose signature they must bear, and what the receipts say of them. */
export type Archive = { readonly bucket: string; readonly service: string; readonly signer: Signer; readonly kept: readonly Kept[]; readonly point: RecoveryPoint };

/** The newest sound backup, if there is one, why each newer one was passed over, and which are known of but no longer there. */
export type NewestBackup = {
  readonly chosen: (Candidate & { readonly manifest: Manifest }) | undefined;
  readonly refused: readonly string[];
  readonly gone: readonly string[];
};

/** Reads the archive from the newest manifest on until one is sound; nothing is decrypted. An old backup stored anew is no newer than it was. */
export async function newestSoundBackup(objects: Pick<ObjectStore, "list" | "read">, { bucket, service, signer, kept, point }: Archive): Promise<NewestBackup> {
  const listed = await objects.list(bucket, servicePrefix(service));
  const stored = new Map(listed.map((object) => [object.name, object]));
  const seenAt = firstSights(service, kept);
  const manifests = manifestsIn(service, listed.map((object) => ({ ...object, createdAt: seenAt.get(object.name) ?? object.createdAt })));
  const gone = goneFrom(new Set(manifests.map(({ id }) => id)), kept);

  const refused: string[] = [];
  // Made from a snapshot, and older than what has not been read yet: looked at when its turn comes.
  let waiting: readonly Candidate[] = [];
  for (let from = 0; from < manifests.length; from += AT_A_TIME) {
    const some = await Promise.all(manifests.slice(from, from + AT_A_TIME).map((found) => readCandidate(objects, bucket, service, found, signer)));
    const next = manifests[from + AT_A_TIME]?.object.createdAt ?? "";
    const read = [...waiting, ...some.filter((one) => one !== undefined)];
    const isOlder = (one: Candidate): boolean => standsAt(one) < next;
    waiting = read.filter(isOlder);
    const choice = chooseNewest({ service, candidates: read.filter((one) => !isOlder(one)), stored, kept, point });
    refused.push(...choice.refused.map(({ id, because }) => `${id}: ${because}`));
    if (choice.chosen !== undefined) return { chosen: choice.chosen, refused, gone };
  }
  return { chosen: undefined, refused, gone };
}
