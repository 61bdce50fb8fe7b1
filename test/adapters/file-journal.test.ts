import { appendFile, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { fileJournal } from "../../scripts/adapters/file-journal.ts";
import type { Event } from "../../scripts/core/journal.ts";
import { replay } from "../../scripts/core/replay.ts";
import { story as told } from "../support/world.ts";

const begun: Event = { type: "run-begun", run: "r1", pipeline: "failover", planDigest: "abc" };
const begin = (step: string): Event => ({ type: "step-begun", step, attempt: 1 });

let path: string;
const journal = () => fileJournal(path, () => new Date(0));
const elsewhere = () => told(begun, begin("a"));
const story = async () => (await journal().read()).map(({ seq, event }) => `${seq} ${event.type}`);

beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "journal-")), "runs", "r1", "journal.jsonl");
});

test("no file is an empty journal", async () => {
  expect(await journal().read()).toEqual([]);
});

test("what one process wrote, another reads and goes on with; the chain holds", async () => {
  await journal().append(begun, 1);
  await journal().append(begin("a"), 1);
  expect(await story()).toEqual(["0 run-begun", "1 step-begun"]);
  expect(replay(await journal().read()).steps.get("a")).toMatchObject({ at: "begun" });
});

test("a torn last line is cut off, and the next entry takes its place", async () => {
  await journal().append(begun, 1);
  await appendFile(path, '{"seq":1,"at":"1970-01-01T00:0');
  expect(await story()).toEqual(["0 run-begun"]);
  await journal().append(begin("ü"), 1);
  expect(await story()).toEqual(["0 run-begun", "1 step-begun"]);
  expect(await readFile(path, "utf8")).toMatch(/\n$/);
});

test("a broken line before the last is no crash and is refused", async () => {
  await journal().append(begun, 1);
  await appendFile(path, "{}\n");
  await expect(journal().read()).rejects.toThrow("JOURNAL_BROKEN: journal entry 1");
  await expect(journal().append(begin("a"), 1)).rejects.toThrow("JOURNAL_BROKEN");
});

test("two processes that append at once both get in, one after the other", async () => {
  await journal().append(begun, 1);
  const steps = ["a", "b", "c", "d", "e", "f"];
  await Promise.all(steps.map((step) => journal().append(begin(step), 1)));
  expect([...replay(await journal().read()).steps.keys()].toSorted()).toEqual(steps);
});

test("entries of another machine are taken up as they are, and the chain goes on from them", async () => {
  const there = elsewhere();
  await journal().adopt(there);
  await journal().append(begin("b"), 7);
  expect((await journal().read()).slice(0, 2)).toEqual(there);
  expect(replay(await journal().read()).steps.size).toBe(2);
  expect((await journal().read()).map(({ epoch }) => epoch)).toEqual([1, 1, 7]);
});

test("what is set aside leaves the journal and is kept beside it, byte for byte", async () => {
  for (const event of [begun, begin("a"), begin("ü"), begin("c")]) await journal().append(event, 1);
  const before = (await readFile(path, "utf8")).split("\n");
  const kept = await journal().setAside(2);
  expect(await story()).toEqual(["0 run-begun", "1 step-begun"]);
  expect(await readFile(path, "utf8")).toBe(`${before.slice(0, 2).join("\n")}\n`);
  expect(await readFile(kept, "utf8")).toBe(`${before.slice(2, 4).join("\n")}\n`);
});

test("the lock of a process that is gone stops nobody", async () => {
  await journal().append(begun, 1);
  const gone = { pid: 2 ** 22 + 1, host: (await import("node:os")).hostname(), since: "", started: "1" };
  await writeFile(`${path}.lock`, JSON.stringify(gone));
  await journal().append(begin("a"), 1);
  expect(await story()).toHaveLength(2);
});
