import { cacheObjectName, type CacheManifest } from "./cache-copy.ts";
import type { Kept } from "./retention.ts";

/** What lies in the bucket under one copy's name; the times are the store's. `manifest`: the exporter's word, where it is that. */
export type CopySeen = {
  readonly id: string;
  readonly manifest: CacheManifest | undefined;
  readonly objects: readonly { readonly name: string; readonly bytes: number; readonly crc32c: string; readonly createdAt: string; readonly lockedUntil?: string | undefined }[];
};

/** No copying takes so long: what has no manifest by then gets none any more. */
const COPYING_HOURS = 24;
const HOUR = 3_600_000;

const latest = (times: readonly string[]): string | undefined => times.toSorted().at(-1);

/** A copy of the cache as the rotation sees it. What nobody signed, or is not there as it was signed, is loaded by nobody. */
export function keptCopy({ id, manifest, objects }: CopySeen, service: string, now: Date): Kept {
  const newest = latest(objects.map(({ createdAt }) => createdAt)) ?? now.toISOString();
  const createdAt = objects.find(({ name }) => name === cacheObjectName(service, id, "manifest.json"))?.createdAt ?? newest;
  const lockedUntil = latest(objects.flatMap((object) => object.lockedUntil ?? []));
  const isThere = objects.some(({ name, bytes, crc32c }) => name === manifest?.object.name && bytes === manifest.object.bytes && crc32c === manifest.object.crc32c);
  const isUnderWay = now.getTime() - Date.parse(newest) < COPYING_HOURS * HOUR;
  return {
    id,
    createdAt,
    isOurs: true,
    soundness: isThere ? "sound" : isUnderWay ? "unknown" : "damaged",
    ...(lockedUntil === undefined ? {} : { lockedUntil }),
    holds: (manifest?.databases ?? []).map(({ number }) => `database ${number}`),
  };
}
