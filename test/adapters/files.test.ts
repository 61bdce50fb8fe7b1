import { mkdir, mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { files } from "../../scripts/adapters/files.ts";

const directory = await mkdtemp(join(tmpdir(), "files-"));

test("what is written is read; it is private unless said otherwise; nothing lies beside it", async () => {
  const path = join(directory, "a", "secret");
  await files.write(path, "one");
  await files.write(path, "two");
  expect(await files.read(path)).toBe("two");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await files.write(join(directory, "a", "public"), "x", 0o644);
  expect((await stat(join(directory, "a", "public"))).mode & 0o777).toBe(0o644);
  expect(await files.list(join(directory, "a"))).toEqual(["public", "secret"]);
});

test("what is missing is nothing, not an error; what cannot be read is an error", async () => {
  expect(await files.read(join(directory, "missing"))).toBeUndefined();
  expect(await files.list(join(directory, "missing"))).toEqual([]);
  await mkdir(join(directory, "folder"));
  expect(await files.list(directory)).toContain("folder/");
  await expect(files.read(join(directory, "folder"))).rejects.toThrow(/FILE_UNREADABLE: .*folder cannot be read: it is a directory/);
});
