import { warmCacheRequestSchema } from "../core/cache-copy.ts";
import { Exit } from "../core/exit.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { Secret } from "../core/secret.ts";
import { warmCache } from "../pipeline/cache/warm-cache.ts";
import type { Handler } from "./row.ts";

/** Loads the newest copy of the cache, its key from standard input; prints what came of it, or null where there is no copy. Runs on the cache's host. */
export const handler: Handler = async (_, world) => {
  const { identity, ...request } = parseJsonFrom(warmCacheRequestSchema, await world.readInput(), "standard input");
  world.secrets.learn({ values: [identity], files: [] });
  const ports = await world.hostPorts({ endpoint: request.endpoint ?? undefined, project: request.project });
  world.print(JSON.stringify((await warmCache(ports, await world.cache(), request, new Secret(identity))) ?? null));
  return Exit.ok;
};
