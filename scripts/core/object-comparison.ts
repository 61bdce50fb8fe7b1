/** One object as a store lists it; the MD5, in hex, where the store tells one that may be of the content. */
export type ListedObject = { readonly name: string; readonly bytes: number; readonly md5: string | undefined; readonly writtenAt: string };

/** What stands under one name: at the source, as a copy, or both. */
export type Pair = { readonly name: string; readonly source?: ListedObject; readonly copy?: ListedObject };

/**
 * - `same`: the hashes agree. `same-size`: no hash that can be compared, the sizes agree.
 * - `doubtful`: the sizes agree and the hashes do not. An ETag of S3 need not be an MD5, so only reading both tells.
 * - `under-way`: written at the source so lately that the copy may still come.
 * - `extra`: only a copy. Nothing is deleted by the transfer, so this is what the source has deleted since.
 */
export type Verdict = "same" | "same-size" | "doubtful" | "missing" | "different" | "under-way" | "extra";

/** In the order of both stores' listings: by the bytes of the names. */
export const compareNames = (one: string, other: string): number => (one === other ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(other)));

/** What two listings say of one name. Whatever was written after `settledBefore` is given time. */
export function verdictOf({ source, copy }: Pair, settledBefore: string): Verdict {
  if (source === undefined) return "extra";
  const isLate = source.writtenAt > settledBefore;
  if (copy === undefined) return isLate ? "under-way" : "missing";
  if (source.bytes !== copy.bytes) return isLate ? "under-way" : "different";
  if (source.md5 === undefined || copy.md5 === undefined) return "same-size";
  return source.md5 === copy.md5 ? "same" : "doubtful";
}

/** The MD5 that an ETag of S3 is, unless the object came in several parts: then it has a dash and is none. */
export function md5InEtag(etag: string | undefined): string | undefined {
  const bare = etag?.replaceAll('"', "").toLowerCase();
  return bare !== undefined && /^[0-9a-f]{32}$/.test(bare) ? bare : undefined;
}

/** The MD5 that Cloud Storage tells in base64; composed objects have none. */
export const md5InBase64 = (text: string | undefined): string | undefined => (text === undefined ? undefined : Buffer.from(text, "base64").toString("hex"));
