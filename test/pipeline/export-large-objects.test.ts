import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { HostPorts } from "../../scripts/host-ports.ts";
import { exportBackup } from "../../scripts/pipeline/export/export-backup.ts";
import { fetchFiles } from "../../scripts/pipeline/restore/fetch-backup.ts";
import { exportHost, exportPlan } from "../support/export-bench.ts";

let directory = "";
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), "large-objects-"))));
afterEach(() => rm(directory, { recursive: true }));

const MEGABYTE = 1024 * 1024;
const facts = async () => "{}\n";
type Writing = { readonly into: string; readonly say: (line: string) => void };

/** A host whose pg_dump writes what the test says. */
async function hostWhere(dumping: (writing: Writing) => Promise<void>) {
  const host = await exportHost(directory, {});
  const shell: HostPorts["shell"] = {
    run: async (command, onLine, meanwhile) => {
      if (!command.args.includes("--format=directory")) return host.ports.shell.run(command, onLine, meanwhile);
      const into = command.args.find((arg) => arg.startsWith("--file="))?.slice("--file=".length) ?? "";
      await mkdir(into);
      await writeFile(join(into, "toc.dat"), "contents");
      await dumping({ into, say: (line) => onLine?.(line) });
      return { exitCode: 0, stdout: "", stderr: "" };
    },
  };
  return { ...host, ports: { ...host.ports, shell } };
}

/** Large objects as pg_dump leaves them, with the list that names them. */
async function largeObjects(into: string, list: string, ids: readonly number[], bytes: number): Promise<void> {
  for (const id of ids) await writeFile(join(into, `blob_${id}.dat.zst`), Buffer.alloc(bytes, id));
  await writeFile(join(into, list), ids.map((id) => `${id} blob_${id}.dat\n`).join(""));
}
const range = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, n) => from + n);

test("large objects are packed and sent while others are still being dumped, and all of them arrive", async () => {
  const sentMeanwhile: string[] = [];
  const host = await hostWhere(async ({ into, say }) => {
    await largeObjects(into, "blobs_3418.toc", range(16384, 90), MEGABYTE / 2);
    say("pg_dump: finished item 3418 BLOBS 16384..16473");
    // 90 of half a megabyte are one pack of 32 MB and what waits for more.
    await vi.waitFor(() => expect(host.store.names()).toHaveLength(1), { timeout: 5000 });
    await largeObjects(into, "blobs_3420.toc", [17000, 17001], 2 * MEGABYTE);
    say("pg_dump: finished item 3420 BLOBS 17000..17001");
    await vi.waitFor(() => expect(host.store.names()).toHaveLength(3), { timeout: 5000 });
    sentMeanwhile.push(...host.store.names());
  });
  const { manifest } = await exportBackup(host.ports, exportPlan(directory), facts);
  expect(sentMeanwhile).toHaveLength(3);
  expect(manifest.objects.map(({ path }) => path).sort()).toEqual(["blob_17000.dat.zst", "blob_17001.dat.zst", "pack-0.tar", "pack-1.tar", "toc.dat"]);
  const work = join(directory, "work");
  await fetchFiles(host.ports, manifest, { bucket: "exports", identityFile: "identity", directory: work, jobs: 2 });
  const ids = [...range(16384, 90), 17000, 17001];
  expect((await readdir(join(work, "0"))).filter((name) => name.startsWith("blob_"))).toEqual(ids.map((id) => `blob_${id}.dat.zst`));
  for (const id of ids) expect((await readFile(join(work, "0", `blob_${id}.dat.zst`)))[0]).toBe(id % 256);
});

test("a client before 17 has one list of all large objects, and its end is told as well", async () => {
  const host = await hostWhere(async ({ into, say }) => {
    await largeObjects(into, "blobs.toc", range(16384, 70), MEGABYTE / 2);
    say("pg_dump: finished item 3418 BLOBS BLOBS");
    await vi.waitFor(() => expect(host.store.names()).toHaveLength(1), { timeout: 5000 });
  });
  await expect(exportBackup(host.ports, exportPlan(directory), facts)).resolves.toHaveProperty("manifest");
});

test("a list that names what is not there ends no export: what lies there in the end is sent", async () => {
  const host = await hostWhere(async ({ into, say }) => {
    await largeObjects(into, "blobs_3418.toc", [16384], 10);
    await writeFile(join(into, "blobs_3418.toc"), "16384 blob_16384.dat\n16385 blob_16385.dat\n");
    say("pg_dump: finished item 3418 BLOBS 16384..16385");
  });
  const { manifest } = await exportBackup(host.ports, exportPlan(directory), facts);
  expect(manifest.objects.map(({ path }) => path).sort()).toEqual(["blob_16384.dat.zst", "blobs_3418.toc", "failover-catalogue.json", "toc.dat"]);
});

test("a dump that fails while a pack is made fails for its own reason, and nothing is made after it", async () => {
  const host = await hostWhere(async ({ into, say }) => {
    for (const list of [3418, 3420]) {
      await largeObjects(into, `blobs_${list}.toc`, range(list * 1000, 70), MEGABYTE / 2);
      say(`pg_dump: finished item ${list} BLOBS 1..2`);
    }
    throw new Error("the server is gone");
  });
  const packs: string[] = [];
  const shell: HostPorts["shell"] = {
    run: async (command, onLine, meanwhile) => {
      if (command.file === "tar") packs.push(command.args.join(" "));
      return host.ports.shell.run(command, onLine, meanwhile);
    },
  };
  await expect(exportBackup({ ...host.ports, shell }, exportPlan(directory), facts)).rejects.toThrow("the server is gone");
  expect(packs.length).toBeLessThanOrEqual(1);
  expect(await readdir(directory)).toEqual(["operations.pub"]);
});

test("a pack that cannot be made ends the export", async () => {
  const host = await hostWhere(async ({ into, say }) => {
    await largeObjects(into, "blobs_3418.toc", range(16384, 70), MEGABYTE / 2);
    say("pg_dump: finished item 3418 BLOBS 16384..16453");
  });
  const shell: HostPorts["shell"] = { run: (command, onLine, meanwhile) => (command.file === "tar" ? Promise.resolve({ exitCode: 2, stdout: "", stderr: "tar: no space left on device" }) : host.ports.shell.run(command, onLine, meanwhile)) };
  await expect(exportBackup({ ...host.ports, shell }, exportPlan(directory), facts)).rejects.toThrow("no space left on device");
  expect(host.store.names().filter((name) => name.endsWith("manifest.json"))).toEqual([]);
});
