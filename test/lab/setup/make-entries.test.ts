import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Recipe } from "../../../lab/setup/cache-entry.ts";
import { announcement, makeEntries } from "../../../lab/setup/make-entries.ts";

let cache: string;
beforeEach(async () => void (cache = await mkdtemp(join(tmpdir(), "make-entries-"))));
afterEach(() => rm(cache, { recursive: true, force: true }));

const recipe = (name: string, expectSeconds: number, make: Recipe["make"] = async () => undefined): Recipe => ({ name, title: name, key: "1", expectSeconds, make });

test("beforehand it says what it will make and how long that takes side by side", () => {
  expect(announcement([[recipe("image", 100)], [recipe("emulator", 60), recipe("engine", 280)]])).toEqual([
    "Setting up what is missing; it is kept for all clones, in ~/.cache/failover-kit or XDG_CACHE_HOME:",
    "  image: about 1:40",
    "  emulator: about 1:00",
    "  engine: about 4:40",
    "  Side by side that is about 5:40 minutes on two cores.",
  ]);
});

test("one lane goes in order, and each entry is told when it is ready", async () => {
  const said: string[] = [];
  const order: string[] = [];
  const making = (name: string, ms: number) => recipe(name, 1, async () => void (await sleep(ms), order.push(name)));
  await makeEntries(cache, [[making("slow", 60), making("last", 0)], [making("quick", 10)]], (line) => said.push(line));
  expect(order).toEqual(["quick", "slow", "last"]);
  expect(said).toEqual(["0:00  quick: ready after 0:00", "0:00  slow: ready after 0:00", "0:00  last: ready after 0:00"]);
});

test("a failure in one lane lets the others finish, and is then told", async () => {
  const order: string[] = [];
  const failing = recipe("failing", 1, () => Promise.reject(new Error("no mirror")));
  const other = recipe("other", 1, async () => void (await sleep(30), order.push("other")));
  await expect(makeEntries(cache, [[failing], [other]], () => undefined)).rejects.toThrow("no mirror");
  expect(order).toEqual(["other"]);
});
