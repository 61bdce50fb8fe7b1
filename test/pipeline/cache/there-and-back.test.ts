import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cache } from "../../../scripts/adapters/cache.ts";
import { disk } from "../../../scripts/adapters/disk.ts";
import { files } from "../../../scripts/adapters/files.ts";
import { cacheObjectName } from "../../../scripts/core/cache-copy.ts";
import { show } from "../../../scripts/core/commands/command.ts";
import { Secret } from "../../../scripts/core/secret.ts";
import { exportCache } from "../../../scripts/pipeline/cache/export-cache.ts";
import { newestCopy } from "../../../scripts/pipeline/cache/newest-copy.ts";
import { warmCache } from "../../../scripts/pipeline/cache/warm-cache.ts";
import type { HostPorts } from "../../../scripts/host-ports.ts";
import { keyPair } from "../../support/backups.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { paperCache } from "../../support/paper-cache.ts";
import { paperSource } from "../../support/paper-source.ts";
import { paperTools } from "../../support/paper-tools.ts";
import { sleepingClock } from "../../support/step-world.ts";

type Server = Awaited<ReturnType<typeof paperCache>>;
const exporter = keyPair();
const [first, second] = ["20261125T080000Z-0a1b2c", "20261125T090000Z-0a1b2c"];
let source: Server;
let target: Server;
let directory = "";
let store = memoryStore();
let tools = paperTools({});
beforeEach(async () => {
  [store, tools] = [memoryStore(), paperTools({})];
  [source, target, directory] = await Promise.all([paperCache(), paperCache(), mkdtemp(join(tmpdir(), "cache-"))]);
});
afterEach(async () => {
  await Promise.all([source.close(), target.close(), rm(directory, { recursive: true })]);
});

const ports = (): HostPorts => ({ shell: tools.shell, objects: store.objects, operator: { say: () => undefined, progress: () => undefined }, files, clock: sleepingClock(), disk, sql: paperSource().sql });
const copied = (id: string, keys = exporter) =>
  exportCache(ports(), cache, { service: "shop", id, bucket: "exports", source: { host: source.host, port: source.port, tls: false }, databases: [0], recipientFiles: ["operations.pub"], signingKey: { path: "exporter.key", pem: keys.signingKey }, spool: join(directory, "spool") });
const warmed = (to = target) =>
  warmCache(ports(), cache, { run: "r1", service: "shop", bucket: "exports", endpoint: null, project: "p", signer: exporter.signer, databases: [0], cache: { host: to.host, port: to.port } }, new Secret("AGE-SECRET-KEY-1"), { keyDirectory: join(directory, "key"), workDirectory: join(directory, "work") });
const newest = () => newestCopy(store.objects, { bucket: "exports", service: "shop", signer: exporter.signer });

test("what was copied is there again, from the newest copy, and neither key nor plain file is left", async () => {
  source.put(0, "session:1", "one");
  await copied(first);
  source.put(0, "session:2", "two");
  await copied(second);
  expect(await warmed()).toMatchObject({ copy: second, keys: 2 });
  expect(target.held(0)).toEqual({ "session:1": "one", "session:2": "two" });
  expect(await readdir(directory)).toEqual([]);
  expect(tools.ran.map(show)).toContain("systemctl start valkey-server.service");
});

test("a copy whose answer got lost on the way is sent again under another name, and loads", async () => {
  source.put(0, "session:1", "one");
  await store.objects.create("exports", cacheObjectName("shop", first, "data.age"), Buffer.from("an earlier try"));
  expect((await copied(first)).object.name).toBe(cacheObjectName("shop", first, "data-1.age"));
  expect(await warmed()).toMatchObject({ copy: first, keys: 1 });
});

test("what lies in the bucket is encrypted, and no backup is taken for it", async () => {
  source.put(0, "session:1", "a customer's basket");
  await copied(first);
  const body = Buffer.from((await store.objects.read("exports", cacheObjectName("shop", first, "data.age"))) ?? []);
  expect(body.subarray(0, 4).toString()).toBe("age:");
  expect(store.names().every((name) => name.startsWith("exports/shop.cache/"))).toBe(true);
});

test("a copy that somebody else signed is passed over for the newest of ours", async () => {
  await copied(first);
  await copied(second, keyPair());
  expect((await newest())?.id).toBe(first);
});

test("a copy under another's name is passed over", async () => {
  await copied(first);
  for (const part of ["manifest.json", "manifest.sig"] as const) {
    const body = (await store.objects.read("exports", cacheObjectName("shop", first, part))) ?? new Uint8Array();
    await store.objects.create("exports", cacheObjectName("shop", second, part), body);
  }
  expect((await newest())?.id).toBe(first);
});

test("one flipped bit is noticed before anything is loaded", async () => {
  source.put(0, "session:1", "one");
  await copied(first);
  store.tamper("exports", cacheObjectName("shop", first, "data.age"), (body) => body.fill((body[10] ?? 0) ^ 1, 10, 11), { noticed: false });
  await expect(warmed()).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
  expect(target.held(0)).toEqual({});
});

test("an older server is refused, since it would not read the values", async () => {
  const old = await paperCache({ version: "7.2.5" });
  await copied(first);
  await expect(warmed(old)).rejects.toThrow("an older one does not read its values");
  await old.close();
});

test("without a copy there is nothing to load", async () => {
  expect(await warmed()).toBeUndefined();
});
