import { cacheObjectName, cachePrefix, idOfCacheManifest, parseCacheManifest, type CacheManifest } from "../../core/cache-copy.ts";
import { isExpected } from "../../core/errors.ts";
import { isSignedBy } from "../../core/signature.ts";
import type { ObjectStore } from "../../ports.ts";

type Where = { readonly bucket: string; readonly service: string; readonly signer: string };

/** The newest copy of the cache that carries the exporter's signature, by the store's own time; undefined when there is none. */
export async function newestCopy(objects: Pick<ObjectStore, "list" | "read">, { bucket, service, signer }: Where): Promise<CacheManifest | undefined> {
  const listed = (await objects.list(bucket, cachePrefix(service))).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  for (const { name } of listed) {
    const id = idOfCacheManifest(service, name);
    if (id === undefined) continue;
    const manifest = await signedCopy(objects, { bucket, service, signer }, id);
    if (manifest !== undefined) return manifest;
  }
  return undefined;
}

/** What the copy of this id says of itself, if it is the exporter's word. */
export async function signedCopy(objects: Pick<ObjectStore, "read">, { bucket, service, signer }: Where, id: string): Promise<CacheManifest | undefined> {
  const name = cacheObjectName(service, id, "manifest.json");
  const [bytes, signature] = await Promise.all([objects.read(bucket, name), objects.read(bucket, cacheObjectName(service, id, "manifest.sig"))]);
  if (bytes === undefined || signature === undefined || !isSignedBy(bytes, Buffer.from(signature).toString(), signer, "export.signer")) return undefined;
  const manifest = readable(bytes, name);
  return manifest?.id === id && manifest.service === service ? manifest : undefined;
}

function readable(bytes: Uint8Array, name: string): CacheManifest | undefined {
  try {
    return parseCacheManifest(bytes, name);
  } catch (error) {
    if (isExpected(error)) return undefined;
    throw error;
  }
}
