import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { crc32cOf } from "../../scripts/core/crc32c.ts";
import { FailoverError } from "../../scripts/core/errors.ts";
import { sha256Of } from "../../scripts/core/manifest.ts";
import { exportBackup } from "../../scripts/pipeline/export/export-backup.ts";
import { fetchFiles } from "../../scripts/pipeline/restore/fetch-backup.ts";
import type { HostPorts } from "../../scripts/host-ports.ts";
import type { ObjectStore, StoredObject } from "../../scripts/ports.ts";
import { exportHost, exportPlan } from "../support/export-bench.ts";

let directory = "";
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), "growing-"))));
afterEach(() => rm(directory, { recursive: true }));

const MEGABYTE = 1024 * 1024;
const LARGE = "3001.dat.zst";
const facts = async () => "{}\n";

type Dumping = (writes: { readonly path: string; readonly say: (line: string) => void }) => Promise<void>;

/** A host whose pg_dump writes one large file as the test says, and whose store takes what is still being made. */
async function hostWhere(dumping: Dumping, { answer, createFromFile }: { readonly answer?: () => StoredObject | "exists"; readonly createFromFile?: ObjectStore["createFromFile"] } = {}) {
  const host = await exportHost(directory, {});
  const streamed: { name: string; bytes: number }[] = [];
  const createFromStream: ObjectStore["createFromStream"] = async (bucket, name, body) => {
    const sent = { name, bytes: 0 };
    streamed.push(sent);
    if (answer !== undefined) return answer();
    const kept: Buffer[] = [];
    for await (const chunk of body) {
      kept.push(Buffer.from(chunk));
      sent.bytes += chunk.length;
    }
    return host.store.objects.create(bucket, name, Buffer.concat(kept));
  };
  const shell: HostPorts["shell"] = {
    run: async (command, onLine, meanwhile) => {
      if (!command.args.includes("--format=directory")) return host.ports.shell.run(command, onLine, meanwhile);
      const into = command.args.find((arg) => arg.startsWith("--file="))?.slice("--file=".length) ?? "";
      await mkdir(into);
      await dumping({ path: join(into, LARGE), say: (line) => onLine?.(line) });
      await writeFile(join(into, "toc.dat"), "contents");
      return { exitCode: 0, stdout: "", stderr: "" };
    },
  };
  // The toy cipher reads all before it writes; of the real one the first bytes are there at once.
  return { ...host, streamed, ports: { ...host.ports, shell, objects: { ...host.store.objects, ...(createFromFile === undefined ? { createFromStream } : { createFromFile }) } } };
}

const rows = (length: number, byte: number): Buffer => Buffer.alloc(length, byte);
const followed = (streamed: readonly unknown[]) => vi.waitFor(() => expect(streamed).toHaveLength(1), { timeout: 5000 });

test("a table's file that has become large is sent behind its writer; the manifest says of it what lies on disk in the end", async () => {
  const host = await hostWhere(async ({ path, say }) => {
    await appendFile(path, rows(3 * MEGABYTE, 1));
    await followed(host.streamed);
    await appendFile(path, rows(MEGABYTE, 2));
    say("pg_dump: finished item 3001 TABLE DATA orders");
  });
  const { manifest } = await exportBackup(host.ports, exportPlan(directory), facts);
  const whole = Buffer.concat([rows(3 * MEGABYTE, 1), rows(MEGABYTE, 2)]);
  const [large] = manifest.objects.filter(({ path }) => path === LARGE);
  expect(large).toMatchObject({ name: host.streamed[0]?.name, plainBytes: whole.length, plainSha256: sha256Of(whole), bytes: whole.length + 4 });
  const stored = (await host.store.objects.read("exports", large?.name ?? "")) ?? new Uint8Array();
  expect([large?.sha256, large?.crc32c]).toEqual([sha256Of(stored), crc32cOf(stored)]);
  expect(manifest.objects.map(({ path }) => path).sort()).toEqual([LARGE, "failover-catalogue.json", "toc.dat"]);
  await fetchFiles(host.ports, manifest, { bucket: "exports", identityFile: "identity", directory: join(directory, "work"), jobs: 2 });
  expect((await readFile(join(directory, "work/0", LARGE))).equals(whole)).toBe(true);
  expect(await readdir(directory)).toEqual(["operations.pub", "work"]);
});

test("a file whose end nobody told while the dump ran is whole when it has ended", async () => {
  const host = await hostWhere(async ({ path }) => {
    await appendFile(path, rows(3 * MEGABYTE, 1));
    await followed(host.streamed);
    await appendFile(path, rows(10, 2));
  });
  const { manifest } = await exportBackup(host.ports, exportPlan(directory), facts);
  expect(manifest.objects.find(({ path }) => path === LARGE)?.plainBytes).toBe(3 * MEGABYTE + 10);
});

test.each<[string, () => StoredObject | "exists"]>([
  ["was silent", () => { throw new FailoverError("STORE_SILENT", { endpoint: "store", tried: 5, reason: "refused" }); }],
  ["says that the name is taken", () => "exists"],
  ["knows nothing any more of what it had begun", () => { throw new FailoverError("STORE_REFUSED", { endpoint: "https://store", request: "PUT /session", status: 410, text: "start over" }); }],
])("what a store that %s did not take meanwhile is sent from the disk, without a second encryption", async (_, answer) => {
  const host = await hostWhere(async ({ path, say }) => {
    await appendFile(path, rows(3 * MEGABYTE, 1));
    await followed(host.streamed);
    say("pg_dump: finished item 3001 TABLE DATA orders");
  }, { answer });
  const { manifest } = await exportBackup(host.ports, exportPlan(directory), facts);
  expect(manifest.objects.find(({ path }) => path === LARGE)).toMatchObject({ plainSha256: sha256Of(rows(3 * MEGABYTE, 1)) });
  expect(host.tools.ran.filter(({ file, args }) => file === "age" && args.some((arg) => arg.endsWith("/0.age")))).toHaveLength(1);
});

test("a file that still grew after it was whole is encrypted and sent once more", async () => {
  const host = await hostWhere(async ({ path, say }) => {
    await appendFile(path, rows(3 * MEGABYTE, 1));
    await followed(host.streamed);
    say("pg_dump: finished item 3001 TABLE DATA orders");
    await vi.waitFor(() => expect(host.streamed[0]?.bytes).toBe(3 * MEGABYTE + 4), { timeout: 5000 });
  });
  let asked = 0;
  // The moment in between is too short to write into: what is asked of the disk then shows one byte more.
  const disk = { ...host.ports.disk, bytesOf: async (path: string) => (await host.ports.disk.bytesOf(path)) + (path.endsWith(LARGE) && host.streamed[0]?.bytes === 3 * MEGABYTE + 4 && (asked += 1) === 1 ? 1 : 0) };
  const { manifest } = await exportBackup({ ...host.ports, disk }, exportPlan(directory), facts);
  const [large] = manifest.objects.filter(({ path }) => path === LARGE);
  expect(large).toMatchObject({ plainSha256: sha256Of(rows(3 * MEGABYTE, 1)) });
  expect(large?.name).not.toBe(host.streamed[0]?.name);
});

test("nobody waits for what was sent to go from the spool before the manifest is written", async () => {
  const host = await hostWhere(async ({ path, say }) => {
    await appendFile(path, rows(3 * MEGABYTE, 1));
    await followed(host.streamed);
    say("pg_dump: finished item 3001 TABLE DATA orders");
  });
  let publish: () => void = () => undefined;
  const published = new Promise<void>((resolve) => (publish = resolve));
  const disk = { ...host.ports.disk, remove: async (path: string) => ((path.endsWith(LARGE) || path.endsWith("/0.age")) && (await published), host.ports.disk.remove(path)) };
  const create: ObjectStore["create"] = async (bucket, name, body) => {
    if (name.endsWith("manifest.json")) publish();
    return host.ports.objects.create(bucket, name, body);
  };
  await exportBackup({ ...host.ports, disk, objects: { ...host.ports.objects, create } }, exportPlan(directory), facts);
  expect(await readdir(directory)).toEqual(["operations.pub"]);
});

test("a dump that fails leaves nobody reading, no object of what was half there, and no spool", async () => {
  const host = await hostWhere(async ({ path }) => {
    await appendFile(path, rows(3 * MEGABYTE, 1));
    await followed(host.streamed);
    throw new Error("the connection is gone");
  });
  await expect(exportBackup(host.ports, exportPlan(directory), facts)).rejects.toThrow("the connection is gone");
  expect(host.store.names()).toEqual([]);
  expect(await readdir(directory)).toEqual(["operations.pub"]);
});

/** An upload that goes on until it is given up, and takes a moment to end even then. */
function endless() {
  const seen: string[] = [];
  const createFromFile: ObjectStore["createFromFile"] = async (_, __, ___, until) => {
    seen.push("begun");
    await new Promise((resolve) => until?.addEventListener("abort", resolve));
    await new Promise((resolve) => setImmediate(resolve));
    seen.push("ended");
    throw new Error("given up");
  };
  return { seen, createFromFile };
}

test("a dump that fails ends the uploads that are under way, and is told when they have ended", async () => {
  const { seen, createFromFile } = endless();
  const host = await hostWhere(async ({ path, say }) => {
    await appendFile(path, rows(3 * MEGABYTE, 1));
    say("pg_dump: finished item 3001 TABLE DATA orders");
    await vi.waitUntil(() => seen.length > 0, { timeout: 5000 });
    throw new Error("the connection is gone");
  }, { createFromFile });
  await expect(exportBackup(host.ports, exportPlan(directory), facts)).rejects.toThrow("the connection is gone");
  expect(seen).toEqual(["begun", "ended"]);
});

test("a file that the store refuses ends the uploads beside it, and is what is told", async () => {
  const { seen, createFromFile } = endless();
  const host = await hostWhere(async ({ path, say }) => {
    await appendFile(path, rows(3 * MEGABYTE, 1));
    say("pg_dump: finished item 3001 TABLE DATA orders");
    await vi.waitUntil(() => seen.length > 0, { timeout: 5000 });
  }, {
    createFromFile: async (bucket, name, path, until) => {
      if (name.includes("000000")) return createFromFile(bucket, name, path, until);
      throw new FailoverError("STORE_REFUSED", { endpoint: "https://store", request: `PUT ${name}`, status: 403, text: "no" });
    },
  });
  await expect(exportBackup(host.ports, exportPlan(directory), facts)).rejects.toMatchObject({ code: "STORE_REFUSED" });
  expect(seen).toEqual(["begun", "ended"]);
});
