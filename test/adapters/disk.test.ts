import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disk } from "../../scripts/adapters/disk.ts";
import { crc32cOf } from "../../scripts/core/crc32c.ts";

let directory = "";
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), "disk-"))));
afterAll(() => rm(directory, { recursive: true }));

test("a file larger than a chunk has the sums of its bytes", async () => {
  const bytes = randomBytes(2_500_000);
  await writeFile(join(directory, "file"), bytes);
  expect(await disk.digest(join(directory, "file"))).toEqual({ bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex"), crc32c: crc32cOf(bytes) });
});

test("a private directory is its owner's only, and lists its files without those below", async () => {
  const path = join(directory, "a", "b");
  await disk.makePrivate(join(path, "c"));
  await writeFile(join(path, "z"), "");
  await writeFile(join(path, "a"), "");
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  expect(await disk.files(path)).toEqual(["a", "z"]);
});

test("what is not there can be removed as well", async () => {
  await disk.remove(join(directory, "a"));
  await disk.remove(join(directory, "a"));
  expect(await disk.files(directory)).toEqual(["file"]);
});

test("there is some room left", async () => {
  expect(await disk.freeBytes(directory)).toBeGreaterThan(0);
});
