import { z } from "zod";
import { problemsOf } from "./problems.ts";
import { FailoverError } from "./errors.ts";
import { isBackupId } from "./backup-names.ts";

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a signed copy of the cache says of itself: docs/backup-format.md. */
export const cacheManifestSchema = z.object({
  schema: z.literal("failover-kit/cache/1"),
  id: z.string().refine(isBackupId),
  service: z.string(),
  /** When copying began: a key's later changes may be in it or not. */
  copiedAt: z.iso.datetime(),
  source: z.object({ host: z.string(), engine: z.string(), version: z.string() }),
  databases: z.array(z.object({ number: count, keys: count })),
  object: z.object({ name: z.string(), bytes: count, plainBytes: count, sha256, plainSha256: sha256, crc32c: z.string() }),
});
export type CacheManifest = z.infer<typeof cacheManifestSchema>;

/** Copies of the cache lie beside the backups, never among them: no service has a dot in its name. */
export const cachePrefix = (service: string): string => `${service}.cache/`;
export const cacheObjectName = (service: string, id: string, part: "data.age" | `data-${number}.age` | "manifest.json" | "manifest.sig"): string => `${cachePrefix(service)}${id}/${part}`;

/** The id in a cache manifest's name; undefined for any other object. */
export function idOfCacheManifest(service: string, name: string): string | undefined {
  if (!name.startsWith(cachePrefix(service))) return undefined;
  const [id = "", part, ...rest] = name.slice(cachePrefix(service).length).split("/");
  return part === "manifest.json" && rest.length === 0 && isBackupId(id) ? id : undefined;
}

export const cacheManifestBytes = (manifest: CacheManifest): Uint8Array => Buffer.from(`${JSON.stringify(manifest)}\n`);

/** Untrusted bytes in, a trusted manifest out. */
export function parseCacheManifest(bytes: Uint8Array, name: string): CacheManifest {
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw new FailoverError("MANIFEST_UNREADABLE", { name, problems: ["it is not JSON"] });
  }
  const parsed = cacheManifestSchema.safeParse(raw);
  if (!parsed.success) throw new FailoverError("MANIFEST_UNREADABLE", { name, problems: problemsOf(parsed.error) });
  return parsed.data;
}

const numbers = (version: string): readonly number[] => version.split(".").map(Number);
const isAtLeast = ([a = 0, b = 0]: readonly number[], [c = 0, d = 0]: readonly number[]): boolean => a > c || (a === c && b >= d);

/** Why this server would refuse what that one wrote; undefined if it takes it. A value's written form is read by the same engine, as new or newer. */
export function cacheMismatch(from: { readonly engine: string; readonly version: string }, to: { readonly engine: string; readonly version: string }): string | undefined {
  const told = (server: typeof from) => `${server.engine} ${server.version}`;
  if (from.engine !== to.engine) return `it was copied from ${told(from)}, and this is ${told(to)}: another engine does not read its values`;
  return isAtLeast(numbers(to.version), numbers(from.version)) ? undefined : `it was copied from ${told(from)}, and this is ${told(to)}: an older one does not read its values`;
}

const safe = z.string().regex(/^[A-Za-z0-9_.-]+$/);

/** What the cache's host needs to take a copy in; the key that opens it travels beside it. */
export const warmCacheRequestSchema = z.object({
  run: safe,
  service: z.string(),
  bucket: z.string(),
  endpoint: z.string().nullable(),
  project: z.string(),
  signer: z.string(),
  /** Newer copies are of a time that the database does not know. */
  databases: z.array(count),
  cache: z.object({ host: z.string(), port: z.int() }),
  identity: z.string(),
});
export type WarmCacheRequest = z.infer<typeof warmCacheRequestSchema>;

/** What came of it: the last line that the host prints. */
export const warmedSchema = z.object({ copy: z.string(), copiedAt: z.iso.datetime(), keys: count, expired: count, kept: count, skipped: count });
export type Warmed = z.infer<typeof warmedSchema>;
