import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import * as query from "../../scripts/core/catalogue-queries.ts";
import * as look from "../../scripts/core/preflight-queries.ts";
import { parseJsonFrom } from "../../scripts/core/parse-untrusted.ts";
import { sourceJsonSchema } from "../../scripts/core/source-json.ts";
import { exportBackup } from "../../scripts/pipeline/export/export-backup.ts";
import { sourceJson, type Surroundings } from "../../scripts/pipeline/export/source-json.ts";
import { fetchFiles } from "../../scripts/pipeline/restore/fetch-backup.ts";
import type { HostPorts } from "../../scripts/host-ports.ts";
import type { Rds } from "../../scripts/ports.ts";
import { exportHost, exportPlan } from "../support/export-bench.ts";
import { paperSource } from "../support/paper-source.ts";

let directory = "";
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), "export-"))));
afterEach(() => rm(directory, { recursive: true }));

const facts = async () => "{}\n";
const snapshot = (inRecovery: boolean) => [{ snapshot: "00000003-0000001B-1", snapshotAt: "2026-11-23T08:07:00.000Z", lsn: "0/F15", inRecovery }];
const replica = {
  [look.standing]: [{ role: "exporter", inRecovery: true, replayed: true, behindSeconds: 30, paused: false, standbyDelay: "-1", standbyFeedback: true }],
  [query.replayedUntil]: [{ replayedUntil: "2026-11-23T08:06:30.000Z" }],
  [query.snapshot]: snapshot(true),
};
const names = (...all: readonly string[]) => ({ [look.databases]: all.map((name) => ({ name, mayConnect: true })) });

test("a server that takes no session is told in psql's words, and the remedy is no run's", async () => {
  const { ports } = await exportHost(directory, { "toc.dat": "contents" });
  const refused = async () => Promise.reject(new FailoverError("COMMAND_FAILED", { command: "psql", exitCode: 2, tail: "psql: error: connection refused" }));
  const sql: HostPorts["sql"] = { open: async () => ({ ask: refused, tell: refused, close: async () => undefined }) };
  const message = expect.stringMatching(/connection refused; remedy: mend that, then type 'failover export' again$/m) as string;
  await expect(exportBackup({ ...ports, sql }, exportPlan(directory), facts)).rejects.toMatchObject({ code: "EXPORT_NOT_READY", message });
});

describe("several databases", () => {
  test("are all held still before the dump of one begins", async () => {
    const { ports, source } = await exportHost(directory, { "toc.dat": "contents" });
    const taken: number[] = [];
    const shell: HostPorts["shell"] = {
      run: (command, onLine) => {
        if (command.args.includes("--format=directory")) taken.push(source.said.filter((asked) => asked === query.snapshot).length);
        return ports.shell.run(command, onLine);
      },
    };
    const { manifest } = await exportBackup({ ...ports, shell }, exportPlan(directory, { databases: ["shop", "blog", "stock"] }), facts);
    expect(taken).toEqual([3, 3, 3]);
    expect(manifest.databases.map(({ name }) => name)).toEqual(["shop", "blog", "stock"]);
    expect(source.open()).toBe(0);
  });

  test("are all dumped before the kit steps back, which what begins later would inherit", async () => {
    const { ports } = await exportHost(directory, { "toc.dat": "contents" });
    const first: unknown[] = [];
    const shell: HostPorts["shell"] = { run: (command, onLine) => (command.args.includes("--format=directory") && first.push(command.goesFirst), ports.shell.run(command, onLine)) };
    await exportBackup({ ...ports, shell }, exportPlan(directory, { databases: ["shop", "blog", "stock"] }), facts);
    expect(first).toEqual([undefined, undefined, true]);
  });

  test("are each looked at and held still in one session; that of the lobby is closed before the dump begins", async () => {
    const source = paperSource({ ...names("blog", "shop"), [query.occupancy]: [{ ours: false, relations: 0 }] });
    const { ports } = await exportHost(directory, { "toc.dat": "contents" }, source);
    const open: number[] = [];
    const shell: HostPorts["shell"] = { run: (command, onLine) => (command.args.includes("--format=directory") && open.push(source.open()), ports.shell.run(command, onLine)) };
    await exportBackup({ ...ports, shell }, exportPlan(directory, { databases: undefined }), facts);
    expect(source.clients.map(({ env }) => env?.["PGDATABASE"])).toEqual(["postgres", "blog", "shop"]);
    expect([open[0], source.open()]).toEqual([2, 0]);
  });

  test("are all let go when one of them cannot be looked at", async () => {
    const source = paperSource();
    const sql: HostPorts["sql"] = {
      open: async (client) => {
        const session = await source.sql.open(client);
        return client.env?.["PGDATABASE"] === "blog" ? { ...session, ask: async () => Promise.reject(new Error("no route to host")) } : session;
      },
    };
    const { ports } = await exportHost(directory, {}, source);
    await expect(exportBackup({ ...ports, sql }, exportPlan(directory, { databases: ["shop", "blog"] }), facts)).rejects.toThrow("no route to host");
    expect(source.open()).toBe(0);
  });

  test("are found when none is named; an unused 'postgres' is not one of them", async () => {
    const one = await exportHost(directory, { "toc.dat": "contents" }, paperSource({ ...names("blog", "postgres", "shop"), [query.occupancy]: [{ ours: false, relations: 0 }] }));
    expect((await exportBackup(one.ports, exportPlan(directory, { databases: undefined }), facts)).manifest.databases.map(({ name }) => name)).toEqual(["blog", "shop"]);
    const other = await exportHost(directory, { "toc.dat": "contents" }, paperSource({ ...names("postgres"), [query.occupancy]: [{ ours: false, relations: 3 }] }));
    expect((await exportBackup(other.ports, exportPlan(directory, { databases: undefined }), facts)).manifest.databases.map(({ name }) => name)).toEqual(["postgres"]);
  });

  test("one that this role may not enter is no reason to leave it out quietly", async () => {
    const source = paperSource({ [look.databases]: [{ name: "shop", mayConnect: true }, { name: "payroll", mayConnect: false }], [query.occupancy]: [{ ours: false, relations: 0 }] });
    const { ports } = await exportHost(directory, {}, source);
    await expect(exportBackup(ports, exportPlan(directory, { databases: undefined }), facts)).rejects.toThrow("payroll: exporter may not connect to it");
  });
});

test("the manifest tells by which of the C library's orders a database's columns are ordered: a restore must make them", async () => {
  const { ports } = await exportHost(directory, { "toc.dat": "contents" }, paperSource({ [look.libraryCollations]: [{ name: "de_DE.utf8", uses: 1 }, { name: "en_US.UTF-8", uses: 3 }] }));
  expect((await exportBackup(ports, exportPlan(directory), facts)).manifest.databases[0]?.collations).toEqual(["de_DE.utf8", "en_US.UTF-8"]);
  const { ports: plain } = await exportHost(directory, { "toc.dat": "contents" });
  expect((await exportBackup(plain, exportPlan(directory), facts)).manifest.databases[0]).not.toHaveProperty("collations");
});

test("what the manifest and source.json want to know is asked when the first table's file is whole, and not while the dump begins with all of its jobs", async () => {
  const { ports, source } = await exportHost(directory, { "toc.dat": "contents" });
  const asked: boolean[][] = [];
  let told = false;
  const look = () => asked.push([source.said.includes(query.tables), told]);
  const shell: HostPorts["shell"] = {
    run: async (command, onLine) => {
      if (!command.args.includes("--format=directory")) return ports.shell.run(command, onLine);
      await new Promise((resolve) => setImmediate(resolve));
      look();
      onLine?.("pg_dump: finished item 3001 TABLE DATA orders");
      await new Promise((resolve) => setImmediate(resolve));
      look();
      return ports.shell.run(command, onLine);
    },
  };
  const sleep = (_: number, signal?: AbortSignal) => new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
  const { manifest } = await exportBackup({ ...ports, shell, clock: { ...ports.clock, sleep } }, exportPlan(directory), async () => ((told = true), facts()));
  expect(asked).toEqual([[false, false], [true, true]]);
  expect(manifest.databases[0]?.tables).toEqual([{ schema: "public", name: "orders", rows: 265 }]);
});

test("a replica's backup is as old as what it has replayed, and has no rows of unlogged tables", async () => {
  const tables = [{ schema: "public", name: "orders", readable: true }, { schema: "public", name: "cache", readable: false }];
  const source = paperSource({ ...replica, [query.tables]: tables });
  const { ports } = await exportHost(directory, { "toc.dat": "contents" }, source);
  const { manifest } = await exportBackup(ports, exportPlan(directory, { from: "replica" }), facts);
  expect(manifest.snapshotAt).toBe("2026-11-23T08:06:30.000Z");
  expect(manifest.databases[0]?.tables).toEqual([{ schema: "public", name: "cache", rows: 0 }, { schema: "public", name: "orders", rows: 265 }]);
  expect(source.said.indexOf(query.replayedUntil)).toBeLessThan(source.said.indexOf("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
});

describe("a replica", () => {
  test("that was promoted while the export began is refused: what it takes itself is nobody's", async () => {
    const { ports, store } = await exportHost(directory, { "toc.dat": "contents" }, paperSource({ ...replica, [query.snapshot]: snapshot(false) }));
    await expect(exportBackup(ports, exportPlan(directory, { from: "replica" }), facts)).rejects.toThrow("promoted");
    expect(store.names()).toEqual([]);
  });

  /** As a server ends a session that stands in the way of replay: the dump only learns that its snapshot is gone. */
  const endedBy = async (words: string) => {
    const source = paperSource(replica);
    const { ports, store } = await exportHost(directory, { "toc.dat": "contents" }, source);
    let ended = false;
    const sql: HostPorts["sql"] = {
      open: async (client) => {
        const session = await source.sql.open(client);
        return { ...session, ask: (asked) => (ended ? Promise.reject(new FailoverError("COMMAND_FAILED", { command: "psql", exitCode: 2, tail: words })) : session.ask(asked)) };
      },
    };
    const shell: HostPorts["shell"] = {
      run: async (command, onLine) => {
        if (!command.args.includes("--format=directory")) return ports.shell.run(command, onLine);
        ended = true;
        return { exitCode: 1, stdout: "", stderr: "pg_dump: error: query failed: ERROR:  could not import the requested snapshot" };
      },
    };
    const failure: unknown = await exportBackup({ ...ports, sql, shell }, exportPlan(directory, { from: "replica" }), facts).catch((error: unknown) => error);
    return { failure, names: store.names(), open: source.open() };
  };

  test("that ends the dump, since its primary cleaned up what the dump reads, says what would help, and nothing is a backup", async () => {
    const { failure, names, open } = await endedBy("FATAL:  terminating connection due to conflict with recovery");
    expect(failure).toMatchObject({ code: "REPLICA_ENDED_EXPORT", advice: { next: expect.stringContaining("hot_standby_feedback") as string } });
    expect([names.filter((name) => name.endsWith("manifest.json")), open]).toEqual([[], 0]);
  });

  test("whose dump failed for any other reason is told as it is", async () => {
    const { failure } = await endedBy("server closed the connection unexpectedly");
    expect(failure).toMatchObject({ code: "COMMAND_FAILED" });
  });
});

test("content sums are counted where they are asked for", async () => {
  const orders = [{ schema: "public", name: "orders" }];
  const { ports } = await exportHost(directory, { "toc.dat": "contents" }, paperSource({ [query.contentSums(orders)]: [{ ...orders[0], rows: 2, sum: "77" }] }));
  expect((await exportBackup(ports, exportPlan(directory, { sums: true }), facts)).manifest.databases[0]?.tables).toEqual([{ schema: "public", name: "orders", rows: 2, sum: "77" }]);
});

test("many small files travel as one and are all there again", async () => {
  const dump = { "toc.dat": "contents", "3001.dat.zst": "x".repeat(2_000_000), ...Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`blob_${n}.dat.zst`, `large object ${n}`])) };
  const { ports, tools } = await exportHost(directory, dump);
  const { manifest } = await exportBackup(ports, exportPlan(directory), facts);
  expect(manifest.objects.map(({ path, packed }) => [path, packed])).toEqual([["pack-0.tar", "tar"], ["3001.dat.zst", undefined], ["toc.dat", undefined]]);
  expect(tools.ran.filter(({ file }) => file === "age")).toHaveLength(3);
  await fetchFiles(ports, manifest, { bucket: "exports", identityFile: "identity", directory: join(directory, "work"), jobs: 2 });
  expect((await readdir(join(directory, "work/0"))).sort()).toEqual([...Object.keys(dump), "failover-catalogue.json"].sort());
  for (const [name, text] of Object.entries(dump)) expect(await readFile(join(directory, "work/0", name), "utf8")).toBe(text);
});

describe("source.json", () => {
  const nothing: Surroundings = { http: undefined, rds: undefined, healthUrl: undefined, versionFile: undefined, schemaVersionQuery: undefined };
  const ready = { client: "17.12", server: "17.9", inRecovery: false, systemIdentifier: null, recipients: ["age1"], databases: [{ name: "shop", bytes: 9 }], warnings: [] };
  const made = async (around: Partial<Surroundings>) => {
    const { ports } = await exportHost(directory, {});
    return parseJsonFrom(sourceJsonSchema, await sourceJson(ports, exportPlan(directory), ready, { ...nothing, ...around }), "source.json");
  };
  const answering = (body: string): Surroundings["http"] => ({ get: async () => ({ status: 200, body }) });

  test("says of everything that could not be told why", async () => {
    const told = await made({});
    expect(told).toMatchObject({ instance: { untold: "aws is not set" }, parameters: { untold: "aws is not set" }, application: { untold: "export.application is not set" }, schemaVersion: { untold: "export.schemaVersionQuery is not set" } });
  });

  test.each<[string, string, object]>([
    ["the application's own answer", '{"ok": true, "version": "4.2", "artifactSha256": "ab"}', { value: { version: "4.2", artifactSha256: "ab" } }],
    ["an answer without a hash", '{"version": "4.2"}', { value: { version: "4.2", artifactSha256: null } }],
    ["an answer without a version", '{"ok": true}', { untold: 'the answer of http://app/healthz names no "version"' }],
  ])("takes the version from %s", async (_, body, application) => {
    expect((await made({ http: answering(body), healthUrl: "http://app/healthz" })).application).toEqual(application);
  });

  test("is made although RDS refuses everything", async () => {
    const refuses = async (): Promise<never> => {
      throw new Error("not authorized");
    };
    const port = new Proxy({}, { get: () => refuses }) as Rds;
    expect(await made({ rds: { port, instance: "shop" } })).toMatchObject({ instance: { untold: "not authorized" }, parameters: { untold: "not authorized" } });
  });
});

test("a backup of a server made from a snapshot is of the snapshot's moment, whatever that server's clock says, and says where it comes from", async () => {
  const { ports } = await exportHost(directory, { "toc.dat": "contents" });
  const { manifest } = await exportBackup(ports, exportPlan(directory, { from: "snapshot", snapshotTime: "2026-11-23T02:00:07.000Z" }), facts);
  expect([manifest.snapshotAt, manifest.databases[0]?.snapshotAt]).toEqual(["2026-11-23T02:00:07.000Z", "2026-11-23T02:00:07.000Z"]);
  expect(manifest.source.from).toBe("snapshot");
});
