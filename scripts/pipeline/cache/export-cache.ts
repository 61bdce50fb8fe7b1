import { cacheManifestBytes, cacheObjectName, parseCacheManifest, type CacheManifest } from "../../core/cache-copy.ts";
import { encrypt } from "../../core/commands/age.ts";
import { FailoverError } from "../../core/errors.ts";
import type { Secret } from "../../core/secret.ts";
import { signManifest } from "../../core/signature.ts";
import type { Cache, CacheConnection, HostPorts } from "../../host-ports.ts";
import type { StoredObject } from "../../ports.ts";
import { succeed } from "../../steps/succeed.ts";

export type CacheExport = {
  readonly service: string;
  readonly id: string;
  readonly bucket: string;
  readonly source: CacheConnection;
  readonly databases: readonly number[];
  readonly recipientFiles: readonly string[];
  readonly signingKey: { readonly path: string; readonly pem: Secret };
  /** A directory of its own; removed at the end, however it ends. */
  readonly spool: string;
};

/** Copies the cache out: encrypted, sent, signed; the manifest last, without which there is no copy. */
export async function exportCache(ports: HostPorts, cache: Cache, plan: CacheExport): Promise<CacheManifest> {
  const { disk, objects, shell, operator, clock } = ports;
  const { service, id, bucket } = plan;
  const [plainPath, sealedPath] = [`${plan.spool}/cache`, `${plan.spool}/cache.age`];
  try {
    await disk.makePrivate(plan.spool);
    const copiedAt = clock.now().toISOString();
    const server = await cache.describe(plan.source);
    const databases = await cache.copy(plan.source, plan.databases, plainPath, (keys) => operator.progress("cache", `${keys} keys`));
    const plain = await disk.digest(plainPath);
    await succeed(shell, encrypt({ recipientFiles: plan.recipientFiles, from: plainPath, to: sealedPath }));
    const sealed = await disk.digest(sealedPath);
    const stored = await upload(objects, plan, sealedPath);
    const { name } = stored;
    if (stored.bytes !== sealed.bytes || stored.crc32c !== sealed.crc32c) throw new FailoverError("OBJECT_CHANGED_ON_THE_WAY", { bucket, name });
    const object = { name, bytes: sealed.bytes, plainBytes: plain.bytes, sha256: sealed.sha256, plainSha256: plain.sha256, crc32c: sealed.crc32c };
    const manifest: CacheManifest = { schema: "failover-kit/cache/1", id, service, copiedAt, source: { host: plan.source.host, ...server }, databases: [...databases], object };
    const bytes = cacheManifestBytes(manifest);
    parseCacheManifest(bytes, name);
    await objects.create(bucket, cacheObjectName(service, id, "manifest.sig"), Buffer.from(`${signManifest(bytes, plan.signingKey.pem, plan.signingKey.path)}\n`));
    await objects.create(bucket, cacheObjectName(service, id, "manifest.json"), bytes);
    return manifest;
  } finally {
    await disk.remove(plan.spool);
  }
}

/** The object as the store describes it. A name that is taken is ours, and an answer got lost; who may only create cannot look, so it is sent again under another. */
async function upload(objects: HostPorts["objects"], { service, id, bucket }: CacheExport, path: string): Promise<StoredObject> {
  const names = (["data.age", "data-1.age", "data-2.age"] as const).map((part) => cacheObjectName(service, id, part));
  for (const name of names) {
    const stored = await objects.createFromFile(bucket, name, path);
    if (stored !== "exists") return stored;
  }
  throw new FailoverError("UPLOAD_UNCONFIRMED", { bucket, name: cacheObjectName(service, id, "data.age"), names: names.length });
}
