import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { disk } from "../../scripts/adapters/disk.ts";
import { files } from "../../scripts/adapters/files.ts";
import type { World } from "../../scripts/world.ts";
import { keyPair } from "../support/backups.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { memoryStore } from "../support/memory-store.ts";
import { paperCache } from "../support/paper-cache.ts";
import { paperSource } from "../support/paper-source.ts";
import { paperTools } from "../support/paper-tools.ts";
import { sleepingClock } from "../support/step-world.ts";

const exporter = keyPair();
let directory = "";
let store = memoryStore();
let server: Awaited<ReturnType<typeof paperCache>>;
beforeEach(async () => {
  store = memoryStore();
  [directory, server] = await Promise.all([projectDirectory(), paperCache({ password: "cache-not-for-printing" })]);
  await mkdir(join(directory, "keys"));
  await writeFile(join(directory, "keys/operations.pub"), "age1operations\n");
  await writeFile(join(directory, "keys/exporter.pub"), exporter.signer);
  await writeFile(join(directory, "exporter.key"), exporter.signingKey.reveal());
});
afterEach(() => server.close());

const settle = (onFailover: "rdb" | "cold") =>
  appendFile(join(directory, "failover.yaml"), `cache: { source: { host: ${server.host}, port: ${server.port}, password: $SHOP_CACHE_PASSWORD }, databases: [{ number: 0, holds: sessions, onFailover: ${onFailover} }] }\n`);

function failover(...args: readonly string[]) {
  const hostPorts: World["hostPorts"] = async () => ({ shell: paperTools({}).shell, objects: store.objects, operator: { say: () => undefined, progress: () => undefined }, files, clock: sleepingClock(), disk, sql: paperSource().sql });
  const env = { FAILOVER_SIGNING_KEY_FILE: "exporter.key", SHOP_CACHE_PASSWORD: "cache-not-for-printing" };
  return kit(directory, [], { env, hostPorts, ledger: async () => store.objects })("cache", ...args);
}

test("a copy is made, and from then on the plan says what would come back", async () => {
  await settle("rdb");
  server.put(0, "session:1", "one");
  server.put(0, "session:2", "two");
  expect((await failover("plan")).out).toBe("cache database 0 (sessions) is to be copied, but no copy is known: it begins\n  empty, as if it were 'cold'\n");
  const made = await failover("export", "--spool", join(directory, "spool"), "--json");
  expect(made).toMatchObject({ code: 0 });
  const { id, keys, copiedAt } = JSON.parse(made.out) as { id: string; keys: number; copiedAt: string };
  expect(keys).toBe(2);
  expect(JSON.parse((await failover("plan", "--json")).out)).toMatchObject({ schema: "failover-kit/cache-plan/1", copy: id, copiedAt, databases: [{ number: 0, holds: "sessions" }] });
});

test("where every database begins empty, nothing is copied and the cache is left alone", async () => {
  await settle("cold");
  await server.close();
  const { code, out } = await failover("export");
  expect([code, out]).toEqual([0, "no database of the cache is to be copied: each begins empty\n"]);
  expect(store.names()).toEqual([]);
  server = await paperCache();
});

test("where every database begins empty, the plan says so without a key and without the bucket", async () => {
  await settle("cold");
  await rm(join(directory, "keys/exporter.pub"));
  const ledger: World["ledger"] = () => Promise.reject(new Error("nobody may ask the bucket"));
  const { code, out } = await kit(directory, [], { ledger })("cache", "plan");
  expect(code).toBe(0);
  expect(out).toContain("cache database 0 (sessions) begins empty");
});

test("a cache that does not let us in is told without its password", async () => {
  await settle("rdb");
  await server.close();
  const { code, said } = await failover("export", "--spool", join(directory, "spool"));
  expect(code).toBe(1);
  expect(said).toContain("the cache at 127.0.0.1 could not be used");
  expect(said).not.toContain("cache-not-for-printing");
  server = await paperCache();
});

test("without the section it says which one is wanted", async () => {
  expect((await failover("plan")).said).toContain("says nothing of 'cache'");
});
