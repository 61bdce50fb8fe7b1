import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { disk } from "../../scripts/adapters/disk.ts";
import type { ManifestObject } from "../../scripts/core/manifest.ts";
import { arrivingDump } from "../../scripts/pipeline/restore/arriving-dump.ts";
import type { Shell } from "../../scripts/ports.ts";
import { manifestOf } from "../support/backups.ts";

const run = promisify(execFile);
const read = (path: string): Promise<string> => run("cat", [path], { timeout: 20_000 }).then(({ stdout }) => stdout);
const [like] = manifestOf({}).objects as [ManifestObject];
const object = (path: string, plainBytes: number): ManifestObject => ({ ...like, path, plainBytes, ...(path.endsWith(".tar") ? { packed: "tar" as const } : {}) });
const objects = [object("toc.dat", 10), object("3001.dat.zst", 900), object("3002.dat.zst", 20), object("pack-0.tar", 70)];
const files = new Set(["3001.dat.zst", "3002.dat.zst", "3003.dat.zst"]);
/** Pipes are real; there is no user postgres here. */
const shell: Shell = { run: async ({ file, args }) => ({ exitCode: 0, ...(file === "chown" ? { stdout: "", stderr: "" } : await run(file, [...args])) }) };

let directory = "";
let over = new AbortController();
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "arriving-"));
  await mkdir(join(directory, "dump"));
  over = new AbortController();
});
afterEach(async () => {
  over.abort(new Error("the test is over"));
  await rm(directory, { recursive: true });
});

const dump = (expected = objects) => arrivingDump({ disk, shell }, { directory: join(directory, "dump"), objects: expected, jobs: 1, over });
const inDump = (name: string): string => join(directory, "dump", name);

async function land(place: string, names: readonly string[]): Promise<string> {
  const landing = join(directory, place);
  await mkdir(landing);
  for (const name of names) await writeFile(join(landing, name), `all of ${name}`);
  return landing;
}

async function begun() {
  const arriving = dump();
  await arriving.add(await land("0", ["toc.dat"]));
  await arriving.contents();
  await arriving.add(await land("1", ["3001.dat.zst"]));
  await arriving.open(files);
  return arriving;
}

test("loading begins when the contents and the large files are there; who opens another file waits until all of it is", async () => {
  const arriving = await begun();
  expect(await read(inDump("3001.dat.zst"))).toBe("all of 3001.dat.zst");
  const waiting = read(inDump("3002.dat.zst"));
  await arriving.add(await land("2", ["3002.dat.zst"]));
  expect(await waiting).toBe("all of 3002.dat.zst");
  await arriving.add(await land("3", ["3003.dat.zst", "blobs_3500.toc", "blob_16400.dat.zst"]));
  await arriving.whole();
  expect(await readFile(inDump("3003.dat.zst"), "utf8")).toBe("all of 3003.dat.zst");
});

test("a file that the contents name and no object held is damage, and no pipe to wait at", async () => {
  const arriving = await begun();
  await arriving.add(await land("2", ["3002.dat.zst"]));
  await expect(arriving.add(await land("3", ["blobs_3500.toc"]))).rejects.toMatchObject({ code: "BACKUP_DAMAGED", message: expect.stringContaining("lacks 3003.dat.zst") as string });
});

test("a dump whose files have other names is loaded when all is there, and has no pipes", async () => {
  const named = [object("toc.dat", 10), object("3001.dat.gz", 900)];
  const arriving = dump(named);
  let opened = false;
  const opening = arriving.open(files).then(() => (opened = true));
  await arriving.add(await land("0", ["toc.dat"]));
  expect(opened).toBe(false);
  await arriving.add(await land("1", ["3001.dat.gz"]));
  await opening;
  expect(await readdir(join(directory, "dump"))).toEqual(["3001.dat.gz", "toc.dat"]);
});

test("whoever waits for what will not come is told why", async () => {
  const arriving = dump();
  const waits = [arriving.contents(), arriving.open(files), arriving.whole()].map((wait) => expect(wait).rejects.toThrow("the bucket is gone"));
  over.abort(new Error("the bucket is gone"));
  await Promise.all(waits);
  await expect(arriving.whole()).rejects.toThrow("the bucket is gone");
});
