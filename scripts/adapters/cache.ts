import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip, constants } from "node:zlib";
import { createClient, RESP_TYPES } from "redis";
import { z } from "zod";
import { FailoverError } from "../core/errors.ts";
import type { Cache, CacheConnection } from "../host-ports.ts";

const SECONDS = 20;
const KEYS_AT_A_TIME = 500;
/** One key's value as DUMP writes it, and when it ends by the clock. */
const line = z.object({ db: z.number(), key: z.base64(), until: z.number().nullable(), value: z.base64() });
type Line = z.infer<typeof line>;
type Ask = (...words: readonly (string | Buffer)[]) => Promise<unknown>;

/** Redis or Valkey over the network, by commands that a managed one allows as well: SCAN, DUMP, PTTL, RESTORE. */
export const cache: Cache = {
  describe: (connection) => connected(connection, describe),
  copy: (connection, databases, path, onKeys) =>
    connected(connection, async (ask) => {
      const counted: { number: number; keys: number }[] = [];
      async function* lines(): AsyncGenerator<string> {
        for (const number of databases) {
          await ask("SELECT", String(number));
          let keys = 0;
          for await (const some of entries(ask, number)) {
            keys += some.length;
            onKeys(keys);
            yield some.map((entry) => `${JSON.stringify(entry)}\n`).join("");
          }
          counted.push({ number, keys });
        }
      }
      await pipeline(lines, createGzip({ level: constants.Z_BEST_SPEED }), createWriteStream(path, { mode: 0o600 }));
      return counted;
    }),
  load: (connection, databases, path, onKeys) =>
    connected(connection, async (ask) => {
      const outcome = { keys: 0, expired: 0, kept: 0, skipped: 0 };
      let selected: number | undefined;
      const nowMs = await timeMs(ask);
      for await (const text of createInterface({ input: createReadStream(path).pipe(createGunzip()), crlfDelay: Infinity })) {
        const entry = line.parse(JSON.parse(text));
        if (!databases.includes(entry.db)) outcome.skipped += 1;
        else {
          if (selected !== entry.db) await ask("SELECT", String((selected = entry.db)));
          outcome[await restore(ask, entry, nowMs)] += 1;
        }
        onKeys(outcome.keys + outcome.expired + outcome.kept);
      }
      return outcome;
    }),
};

/** What a server calls itself: Valkey tells an own version beside the one of Redis that it descends from. */
async function describe(ask: Ask): Promise<{ readonly engine: string; readonly version: string }> {
  const info = String(await ask("INFO", "server"));
  const said = (name: string): string | undefined => new RegExp(`^${name}:(.+?)\\r?$`, "m").exec(info)?.[1];
  const valkey = said("valkey_version");
  return valkey === undefined ? { engine: "redis", version: said("redis_version") ?? "0" } : { engine: "valkey", version: valkey };
}

async function timeMs(ask: Ask): Promise<number> {
  const [seconds, micros] = z.tuple([z.unknown(), z.unknown()]).parse(await ask("TIME"));
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}

/** Every key of the selected database, each at least once; one that ends meanwhile is left out. */
async function* entries(ask: Ask, db: number): AsyncGenerator<readonly Line[]> {
  const nowMs = await timeMs(ask);
  for (let cursor = "0", more = true; more; ) {
    const [next, keys] = z.tuple([z.instanceof(Buffer), z.array(z.instanceof(Buffer))]).parse(await ask("SCAN", cursor, "COUNT", String(KEYS_AT_A_TIME)));
    yield (
      await Promise.all(
        keys.map(async (key): Promise<readonly Line[]> => {
          const [value, ttl] = await Promise.all([ask("DUMP", key), ask("PTTL", key)]);
          if (!(value instanceof Buffer)) return [];
          return [{ db, key: key.toString("base64"), until: Number(ttl) < 0 ? null : nowMs + Number(ttl), value: value.toString("base64") }];
        }),
      )
    ).flat();
    cursor = next.toString();
    more = cursor !== "0";
  }
}

/** A key that is there already is newer, and stays. */
async function restore(ask: Ask, { key, until, value }: Line, nowMs: number): Promise<"keys" | "expired" | "kept"> {
  if (until !== null && until <= nowMs) return "expired";
  try {
    await ask("RESTORE", Buffer.from(key, "base64"), String(until ?? 0), Buffer.from(value, "base64"), "ABSTTL");
    return "keys";
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("BUSYKEY")) return "kept";
    throw error;
  }
}

async function connected<T>({ host, port, tls, user, password }: CacheConnection, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client = createClient({
    RESP: 2,
    socket: { host, port, connectTimeout: SECONDS * 1000, reconnectStrategy: false, ...(tls ? { tls: true as const } : {}) },
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password: password.reveal() }),
    disableOfflineQueue: true,
    commandOptions: { timeout: SECONDS * 1000 },
  });
  // What breaks is told by the command under way; without a listener it would end the process.
  client.on("error", () => undefined);
  const ask: Ask = (...words) => client.sendCommand([...words], { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } });
  try {
    await client.connect();
    return await work(ask);
  } catch (error) {
    throw new FailoverError("CACHE_FAILED", { host, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  } finally {
    if (client.isOpen) client.destroy();
  }
}
