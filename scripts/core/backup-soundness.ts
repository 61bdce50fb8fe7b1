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

/** What the store says of an object, as far as anything depends on it. */
export type Stored = { readonly bytes: number; readonly crc32c: string };

type Known = { readonly service: string; readonly stored: ReadonlyMap<string, Stored> };

/** Everything that speaks against a backup, as far as it can be told without decrypting; the gravest first, nothing for a sound one. */
export function findingsOf({ id, signed, manifest }: Candidate, { service, stored }: Known): readonly string[] {
  if (!signed) return ["its signature is missing or not the exporter's"];
  if ("unreadable" in manifest) return [manifest.unreadable];
  if (manifest.id !== id) return [`its manifest is that of ${manifest.id}, put under another name`];
  if (manifest.service !== service) return [`it is a backup of ${manifest.service}`];
  return missingOrChanged(manifest, stored);
}

function missingOrChanged(manifest: Manifest, stored: Known["stored"]): readonly string[] {
  return manifest.objects.flatMap(({ name, bytes, crc32c }) => {
    const there = stored.get(name);
    if (there === undefined) return [`${name} is missing`];
    if (there.bytes !== bytes) return [`${name} has ${there.bytes} bytes instead of ${bytes}`];
    return there.crc32c === crc32c ? [] : [`${name} has another checksum than its manifest says`];
  });
}
