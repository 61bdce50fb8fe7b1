import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { disk } from "../../scripts/adapters/disk.ts";
import { files } from "../../scripts/adapters/files.ts";
import { FailoverError } from "../../scripts/core/errors.ts";
import * as look from "../../scripts/core/preflight-queries.ts";
import { parseManifest, sha256Of } from "../../scripts/core/manifest.ts";
import type { World } from "../../scripts/world.ts";
import { keyPair } from "../support/backups.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { memoryStore } from "../support/memory-store.ts";
import { paperSource } from "../support/paper-source.ts";
import { paperTools } from "../support/paper-tools.ts";
import { sleepingClock } from "../support/step-world.ts";

const exporter = keyPair();
let directory = "";
let store = memoryStore();

beforeEach(async () => {
  directory = await projectDirectory();
  store = memoryStore();
  await mkdir(join(directory, "keys"));
  await writeFile(join(directory, "keys/operations.pub"), "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n");
  await writeFile(join(directory, "keys/exporter.pub"), exporter.signer);
  await writeFile(join(directory, "exporter.key"), exporter.signingKey.reveal());
});

function failover(more: Partial<World> = {}, tools = paperTools({ "toc.dat": "contents" }), sql = paperSource().sql) {
  const hostPorts: World["hostPorts"] = async () => ({
    shell: tools.shell,
    objects: store.objects,
    operator: { say: () => undefined, progress: () => undefined },
    files,
    clock: sleepingClock(),
    disk,
    sql,
  });
  const env = { EXPORTER_PASSWORD: "hunter2hunter2", FAILOVER_SIGNING_KEY_FILE: "exporter.key" };
  const run = kit(directory, [], { env, hostPorts, ...more });
  return (...options: readonly string[]) => run("export", "--spool", join(directory, "spool"), "--state", join(directory, "state"), "--json", ...options);
}

const manifestIn = async (name: string) => (await store.objects.read("shop-exports", name)) ?? new Uint8Array();

test("prints what it has made, as one line of JSON", async () => {
  const { code, out } = await failover()();
  expect(code).toBe(0);
  const result = JSON.parse(out) as { id: string };
  expect(result).toMatchObject({ snapshotAt: "2026-11-23T08:07:00.000Z", objects: 2 });
  expect(parseManifest(await manifestIn(`shop/${result.id}/manifest.json`), "m").id).toBe(result.id);
});

test("each backup names the one before, so that a removed one leaves a gap", async () => {
  const first = JSON.parse((await failover()()).out) as { id: string };
  const second = JSON.parse((await failover()()).out) as { id: string };
  const before = sha256Of(await manifestIn(`shop/${first.id}/manifest.json`));
  expect(parseManifest(await manifestIn(`shop/${first.id}/manifest.json`), "m").previous).toBeNull();
  expect(parseManifest(await manifestIn(`shop/${second.id}/manifest.json`), "m").previous).toBe(before);
});

test("data that did not compress the last time wants as much room the next time", async () => {
  const lastExport = join(directory, "state/shop.last-export.json");
  const hostPorts: World["hostPorts"] = async () => ({ shell: paperTools({ "toc.dat": "contents" }).shell, objects: store.objects, operator: { say: () => undefined, progress: () => undefined }, files, clock: sleepingClock(), disk: { ...disk, freeBytes: async () => 800 }, sql: paperSource().sql });
  expect((await failover({ hostPorts })()).code).toBe(0);
  const { databaseBytes } = JSON.parse(await readFile(lastExport, "utf8")) as { databaseBytes: number };
  await writeFile(lastExport, JSON.stringify({ databaseBytes, plainBytes: Math.ceil(databaseBytes * 0.9) }));
  const { code, said } = await failover({ hostPorts })();
  expect([code, said.replaceAll(/\s+/g, " ")]).toEqual([3, expect.stringMatching(/wants \d+ MB: 113 % of its size, since the last dump was 90 % of what it was made from/)]);
});

test("an export that failed is no link of the chain", async () => {
  const { code, said } = await failover({}, paperTools({}, { pg_dump: { exitCode: 1, stdout: "", stderr: "connection lost" } }))();
  expect([code, said]).toEqual([1, expect.stringContaining("connection lost")]);
  expect(await readdir(join(directory, "state"))).toEqual([]);
});

test("a plain dump that a killed export left behind is removed, and nothing else", async () => {
  await mkdir(join(directory, "spool/shop/20261123T060000Z-000001/0"), { recursive: true });
  await mkdir(join(directory, "spool/shop/mine"));
  // Another service's export is at work on this host.
  await mkdir(join(directory, "spool/blog/20261123T060000Z-000002/0"), { recursive: true });
  expect((await failover()()).code).toBe(0);
  expect(await readdir(join(directory, "spool/shop"))).toEqual(["mine"]);
  expect(await readdir(join(directory, "spool/blog"))).toEqual(["20261123T060000Z-000002"]);
});

test("one at a time: a second export is refused while the first is at work", async () => {
  await mkdir(join(directory, "state"));
  const { hold } = await import("../../scripts/adapters/pid-lock.ts");
  const held = await hold(join(directory, "state/shop.export.lock"), new Date());
  const { code, said } = await failover()();
  expect([code, said]).toEqual([3, expect.stringContaining("another process is at it")]);
  expect(store.names()).toEqual([]);
  await held.release();
});

test("the signing key never leaves its file", async () => {
  const { out, said } = await failover()();
  const secret = (await readFile(join(directory, "exporter.key"), "utf8")).split("\n")[1] ?? "";
  expect(out + said).not.toContain(secret);
});

test("without a signing key nothing is made", async () => {
  await writeFile(join(directory, "exporter.key"), "");
  const { code, said } = await failover({ env: { EXPORTER_PASSWORD: "not-for-printing", FAILOVER_SIGNING_KEY_FILE: "nowhere.key" } })();
  expect([code, said]).toEqual([3, expect.stringContaining("nowhere.key is not there")]);
  expect(store.names()).toEqual([]);
});

test("told of a server made from a snapshot, it dumps that one, and the backup is of the snapshot's time", async () => {
  const tools = paperTools({ "toc.dat": "contents" });
  const { code, out } = await failover({}, tools)("--from", "snapshot", "--source-host", "shop-x.rds.amazonaws.com", "--source-port", "5433", "--snapshot-time", "2026-11-23T02:00:07.000Z");
  expect(code).toBe(0);
  const { id } = JSON.parse(out) as { id: string };
  expect(parseManifest(await manifestIn(`shop/${id}/manifest.json`), "m")).toMatchObject({ snapshotAt: "2026-11-23T02:00:07.000Z", source: { host: "shop-x.rds.amazonaws.com", from: "snapshot" } });
});

test("without the snapshot's time nothing is made; without a section about AWS nothing is made either", async () => {
  const refused = await failover()("--from", "snapshot", "--source-host", "shop-x.rds.amazonaws.com");
  expect(refused).toMatchObject({ code: 2, said: expect.stringContaining("SNAPSHOT_TIME_MISSING") as string });
  const passphrase = { EXPORTER_PASSWORD: "hunter2hunter2", FAILOVER_SIGNING_KEY_FILE: "exporter.key", PULUMI_CONFIG_PASSPHRASE_FILE: "p" };
  expect(await failover({ env: passphrase })("--from", "snapshot")).toMatchObject({ code: 2, said: expect.stringContaining("AWS_NOT_SET") as string });
});

test("one that a run asked for says so in what is signed, and does not finish what another left unsent", async () => {
  const full = Object.assign(Object.create(null) as typeof store.objects, store.objects, { createFromFile: async () => Promise.reject(new FailoverError("STORE_SILENT", { endpoint: "the store", tried: 3, reason: "silence" })) });
  const hostPorts = (objects: typeof store.objects): World["hostPorts"] => async () => ({ shell: paperTools({ "toc.dat": "contents" }).shell, objects, operator: { say: () => undefined, progress: () => undefined }, files, clock: sleepingClock(), disk, sql: paperSource().sql });
  expect((await failover({ hostPorts: hostPorts(full) })()).said).toContain("STORE_SILENT");
  const left = (await readdir(join(directory, "spool/shop")))[0] ?? "";
  const { code, out } = await failover({ hostPorts: hostPorts(store.objects) })("--for-run", "r20261126-050000-ab12");
  expect(code).toBe(0);
  const { id } = JSON.parse(out) as { id: string };
  expect(id).not.toBe(left);
  expect(parseManifest(await manifestIn(`shop/${id}/manifest.json`), "m").forRun).toBe("r20261126-050000-ab12");
});

const noRoom = { exitCode: 1, stdout: "", stderr: "pg_dump: reading triggers\npg_dump: error: could not write to file: No space left on device\npg_dump: error: a worker process died unexpectedly" };
test.each([
  ["while it dumps", paperTools({}, { pg_dump: noRoom })],
  ["while it encrypts", paperTools({ "toc.dat": "contents" }, { age: { exitCode: 1, stdout: "", stderr: "age: error: write 1.age: no space left on device" } })],
])("a spool that becomes full %s is told as that, with what to type, and nothing half done stays", async (_, tools) => {
  const { code, said } = await failover({}, tools)();
  expect(code).toBe(1);
  expect(said).toContain(`EXPORT_SPOOL_FULL: the disk of ${join(directory, "spool/shop")} became full`);
  expect(said).toContain("then run 'failover export' again");
  expect([await readdir(join(directory, "spool/shop")), store.names()]).toEqual([[], []]);
  expect(await failover()()).toMatchObject({ code: 0 });
});

test("a log that finds no room is told as that, too", async () => {
  const append = async () => Promise.reject(Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }));
  const hostPorts: World["hostPorts"] = async () => ({ shell: paperTools({ "toc.dat": "contents" }).shell, objects: store.objects, operator: { say: () => undefined, progress: () => undefined }, files, clock: sleepingClock(), disk: { ...disk, append }, sql: paperSource().sql });
  expect((await failover({ hostPorts })()).said).toContain("EXPORT_SPOOL_FULL");
});

test("a dump that fails tells what it complained of, without all that it only told, and names no run", async () => {
  const tools = paperTools({}, { pg_dump: { exitCode: 1, stdout: "", stderr: "pg_dump: reading triggers\npg_dump: error: query failed: server closed the connection\npg_dump: detail: Query was: COPY t" } });
  const { said } = await failover({}, tools)();
  expect(said).toMatch(/EXPORT_BROKE_OFF: the export broke off: 'pg_dump .*' exited 1: pg_dump: error: query failed: server closed the connection\s+pg_dump: detail: Query was: COPY t/s);
  expect(said).not.toMatch(/reading triggers|failover resume/);
});

test("programs that are missing are all named with their packages, before anything is begun", async () => {
  const env = { EXPORTER_PASSWORD: "hunter2hunter2", FAILOVER_SIGNING_KEY_FILE: "exporter.key", PATH: join(directory, "bin") };
  await mkdir(join(directory, "bin"));
  for (const name of ["psql", "tar"]) await writeFile(join(directory, "bin", name), "");
  const { code, said } = await failover({ env })();
  expect(code).toBe(3);
  expect(said).toContain("age (package age)");
  expect(said).toContain("pg_dump (package postgresql-client-17, or a newer one)");
  expect(await readdir(directory)).not.toContain("spool");
  expect(JSON.parse((await failover({ env })("--check")).out)).toMatchObject({ problems: [expect.stringContaining("age (package age)") as string, expect.stringContaining("pg_dump") as string] });
});

describe("--check", () => {
  const check = async (...args: Parameters<typeof failover>) => JSON.parse((await failover(...args)("--check")).out) as unknown;

  test("tells that an export could be made, and how long the last one took; makes none and leaves nothing behind", async () => {
    expect(await check()).toEqual({ database: { answers: true, because: "it takes a login" }, problems: [], databaseBytes: 1000, lastSeconds: null });
    await failover()();
    const { length } = store.names();
    expect(await check()).toMatchObject({ lastSeconds: expect.any(Number) as number });
    expect(store.names()).toHaveLength(length);
    expect(await readdir(join(directory, "spool/shop"))).toEqual([]);
  });

  test("a database that takes no login is told apart from an exporter that lacks something", async () => {
    const silent = { open: async () => Promise.reject(new FailoverError("COMMAND_FAILED", { command: "psql", exitCode: 2, tail: "no route to host" })) };
    expect(await check({}, paperTools({}), silent)).toMatchObject({ database: { answers: false, because: expect.stringContaining("no route to host") as string }, problems: [] });
    await writeFile(join(directory, "keys/operations.pub"), "");
    expect(await check()).toMatchObject({ database: { answers: true }, problems: [expect.stringContaining("operations.pub") as string] });
  });

  test("a source that only follows another server is none for a last export", async () => {
    const follows = paperSource({ [look.standing]: [{ role: "exporter", inRecovery: true, replayed: true, behindSeconds: 30, paused: false, standbyDelay: "-1", standbyFeedback: true }] });
    expect(await check({}, paperTools({}), follows.sql)).toMatchObject({ problems: [expect.stringContaining("follows another server") as string] });
  });
});
