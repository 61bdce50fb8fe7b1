import { cacheMismatch, type Warmed, type WarmCacheRequest } from "../../core/cache-copy.ts";
import { decrypt } from "../../core/commands/age.ts";
import { restartService } from "../../core/commands/systemd.ts";
import { FailoverError } from "../../core/errors.ts";
import { Secret } from "../../core/secret.ts";
import type { Cache, HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { newestCopy } from "./newest-copy.ts";

/** The key in memory only; what it opens may be larger than that. */
const PLACES = { keyDirectory: "/run/failover/cache", workDirectory: "/var/lib/failover/cache" } as const;
const UNIT = "valkey-server.service";

type Places = { readonly keyDirectory: string; readonly workDirectory: string };

/** Fetches the newest sound copy of the cache, opens it and loads it; the key and the plain file are gone however it ends. */
export async function warmCache(ports: HostPorts, cache: Cache, request: Omit<WarmCacheRequest, "identity">, identity: Secret, { keyDirectory, workDirectory }: Places = PLACES): Promise<Warmed | undefined> {
  const { disk, objects, files, shell, operator } = ports;
  const manifest = await newestCopy(objects, request);
  if (manifest === undefined) return undefined;
  const paths = { identity: `${keyDirectory}/identity`, sealed: `${workDirectory}/cache.age`, plain: `${workDirectory}/cache` };
  const damaged = (problem: string) => new FailoverError("BACKUP_DAMAGED", { name: manifest.object.name, problem });
  try {
    await disk.makePrivate(keyDirectory);
    await disk.makePrivate(workDirectory);
    await objects.readToFile(request.bucket, manifest.object.name, paths.sealed);
    const sealed = await disk.digest(paths.sealed);
    if (sealed.sha256 !== manifest.object.sha256) throw damaged("is not what its manifest says");
    await files.write(paths.identity, identity);
    await succeed(shell, decrypt({ identityFile: paths.identity, from: paths.sealed, to: paths.plain }));
    await disk.remove(paths.identity);
    if ((await disk.digest(paths.plain)).sha256 !== manifest.object.plainSha256) throw damaged("decrypts to something else than its manifest says");
    await succeed(shell, { ...restartService(UNIT), args: ["start", UNIT] });
    const connection = { ...request.cache, tls: false };
    const mismatch = cacheMismatch(manifest.source, await cache.describe(connection));
    if (mismatch !== undefined) throw damaged(`cannot be loaded here: ${mismatch}`);
    const loaded = await cache.load(connection, request.databases, paths.plain, (keys) => operator.progress("warm-cache", `${keys} keys`));
    return { copy: manifest.id, copiedAt: manifest.copiedAt, ...loaded };
  } finally {
    await disk.remove(keyDirectory);
    await disk.remove(workDirectory);
  }
}
