import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureEntry, type Recipe } from "../../../lab/setup/cache-entry.ts";

let cache: string;
beforeEach(async () => void (cache = await mkdtemp(join(tmpdir(), "cache-entry-"))));
afterEach(() => rm(cache, { recursive: true, force: true }));

const recipe = (make: Recipe["make"]): Recipe => ({ name: "tool", title: "a tool", key: "1", expectSeconds: 1, make });
const writesFile: Recipe["make"] = (directory) => writeFile(join(directory, "file"), "whole");

test("an entry is made once and then found", async () => {
  let made = 0;
  const counting = recipe(async (directory, final) => {
    made += 1;
    await writesFile(directory, final);
  });
  const path = await ensureEntry(cache, counting);
  expect(await ensureEntry(cache, counting)).toBe(path);
  expect(await readFile(join(path, "file"), "utf8")).toBe("whole");
  expect(made).toBe(1);
});

test("two at once make it once, and both get it", async () => {
  let made = 0;
  const slow = recipe(async (directory, final) => {
    made += 1;
    await sleep(50);
    await writesFile(directory, final);
  });
  const [one, other] = await Promise.all([ensureEntry(cache, slow), ensureEntry(cache, slow)]);
  expect(one).toBe(other);
  expect(made).toBe(1);
});

test("one that fails leaves nothing behind, neither half an entry nor a lock", async () => {
  const failing = recipe(async (directory) => {
    await writeFile(join(directory, "file"), "half");
    throw new Error("the mirror is down");
  });
  await expect(ensureEntry(cache, failing)).rejects.toThrow("the mirror is down");
  expect(await readdir(cache)).toEqual([]);
});

test("what a killed set-up left half made is removed by the next one, that of other entries is not", async () => {
  await mkdir(join(cache, ".making-tool-1-dead/deep"), { recursive: true });
  await mkdir(join(cache, ".making-other-1-alive"));
  await ensureEntry(cache, recipe(writesFile));
  expect((await readdir(cache)).sort()).toEqual([".making-other-1-alive", "tool-1"]);
});

test("an entry has its name only when it is whole", async () => {
  const looking = recipe(async (directory, final) => {
    expect(existsSync(final)).toBe(false);
    await writesFile(directory, final);
  });
  expect(existsSync(await ensureEntry(cache, looking))).toBe(true);
});
