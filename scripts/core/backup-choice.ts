import type { Manifest } from "./manifest.ts";

/** A backup that stands in the bucket, as far as it could be read without decrypting anything. */
export type Candidate = {
  readonly id: string;
  readonly manifestName: string;
  readonly manifestSha256: string;
  /** When the store says the manifest was created; the exporter's own word does not count. */
  readonly createdAt: string;
  readonly signed: boolean;
  readonly manifest: Manifest | { readonly unreadable: string };
};

/** What the store says of an object, as far as the choice depends on it. */
type Stored = { readonly bytes: number; readonly crc32c: string };

export type Refusal = { readonly id: string; readonly because: string };
export type Choice = { readonly chosen: (Candidate & { readonly manifest: Manifest }) | undefined; readonly refused: readonly Refusal[] };

type Question = { readonly service: string; readonly candidates: readonly Candidate[]; readonly stored: ReadonlyMap<string, Stored> };

function missingOrChanged(manifest: Manifest, stored: Question["stored"]): string | undefined {
  for (const object of manifest.objects) {
    const there = stored.get(object.name);
    if (there === undefined) return `${object.name} is missing`;
    if (there.bytes !== object.bytes) return `${object.name} has ${there.bytes} bytes instead of ${object.bytes}`;
    if (there.crc32c !== object.crc32c) return `${object.name} has another checksum than its manifest says`;
  }
  return undefined;
}

/** Why a backup must not be restored, or undefined when nothing speaks against it. */
function objection(candidate: Candidate, { service, stored }: Question): string | undefined {
  if (!candidate.signed) return "its signature is missing or not the exporter's";
  const { manifest } = candidate;
  if ("unreadable" in manifest) return manifest.unreadable;
  if (manifest.id !== candidate.id) return `its manifest is that of ${manifest.id}, put under another name`;
  if (manifest.service !== service) return `it is a backup of ${manifest.service}`;
  return missingOrChanged(manifest, stored);
}

const newestFirst = (a: Candidate, b: Candidate): number => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id);

/** The newest sound backup by the store's clock, and for each newer one the reason it was passed over. */
export function chooseNewest(question: Question): Choice {
  const refused: Refusal[] = [];
  for (const candidate of [...question.candidates].sort(newestFirst)) {
    const because = objection(candidate, question);
    const { manifest } = candidate;
    if (because === undefined && !("unreadable" in manifest)) return { chosen: { ...candidate, manifest }, refused };
    refused.push({ id: candidate.id, because: because ?? "it cannot be read" });
  }
  return { chosen: undefined, refused };
}
