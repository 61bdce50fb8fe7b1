import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { disk } from "../../scripts/adapters/disk.ts";
import type { ManifestObject } from "../../scripts/core/manifest.ts";
import { arrivingDump } from "../../scripts/pipeline/restore/arriving-dump.ts";
import type { Shell } from "../../scripts/ports.ts";
import { manifestOf } from "../support/backups.ts";

const [like] = manifestOf({}).objects as [ManifestObject];
const object = (path: string, plainBytes: number): ManifestObject => ({ ...like, path, plainBytes, ...(path.endsWith(".tar") ? { packed: "tar" as const } : {}) });
const objects = [object("toc.dat", 10), object("3001.dat.zst", 900), object("3002.dat.zst", 20), object("pack-0.tar", 70)];
/** There is no user postgres here. */
const shell: Shell = { run: async () => ({ exitCode: 0, stdout: "", stderr: "" }) };

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

const dump = () => arrivingDump({ disk, shell }, { directory: join(directory, "dump"), objects, over: over.signal });
const inDump = (name: string): string => join(directory, "dump", name);

async function land(place: string, names: readonly string[]): Promise<string> {
  const landing = join(directory, place);
  await mkdir(landing);
  for (const name of names) await writeFile(join(landing, name), `all of ${name}`);
  return landing;
}

test("its contents can be read before all of it is there, and it is loaded when all is", async () => {
  const arriving = dump();
  let isWhole = false;
  const whole = arriving.whole().then(() => (isWhole = true));
  await arriving.add(await land("0", ["toc.dat"]));
  await arriving.contents();
  expect(await readFile(inDump("toc.dat"), "utf8")).toBe("all of toc.dat");
  await arriving.add(await land("1", ["3001.dat.zst"]));
  await arriving.add(await land("2", ["3002.dat.zst"]));
  expect(isWhole).toBe(false);
  await arriving.add(await land("3", ["3003.dat.zst", "blobs_3500.toc", "blob_16400.dat.zst"]));
  await whole;
  expect(await readdir(join(directory, "dump"))).toEqual(["3001.dat.zst", "3002.dat.zst", "3003.dat.zst", "blob_16400.dat.zst", "blobs_3500.toc", "toc.dat"]);
});

test("whoever waits for what will not come is told why", async () => {
  const arriving = dump();
  const waits = [arriving.contents(), arriving.whole()].map((wait) => expect(wait).rejects.toThrow("the bucket is gone"));
  over.abort(new Error("the bucket is gone"));
  await Promise.all(waits);
  await expect(arriving.whole()).rejects.toThrow("the bucket is gone");
});
