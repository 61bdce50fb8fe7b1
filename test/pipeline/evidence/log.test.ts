import { appendFile, mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { files } from "../../../scripts/adapters/files.ts";
import { lineFile } from "../../../scripts/adapters/line-file.ts";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { openEvidence } from "../../../scripts/pipeline/evidence/log.ts";
import type { Project } from "../../../scripts/pipeline/project.ts";
import type { ObjectStore } from "../../../scripts/ports.ts";
import { readSettings } from "../../../scripts/core/settings.ts";
import { evidenceStore } from "../../support/evidence-store.ts";
import { minute } from "../../support/evidence.ts";
import { realWorldClock } from "../../support/still-clock.ts";
import { settingsText } from "../../support/settings.ts";

let now = minute(0);
let store = evidenceStore(() => now);
let directory = "";
let silent = false;
let asked = 0;
let atWork = 0;
let mostAtWork = 0;
/** How long the bucket takes for each object, by the clock of the test. */
let creatingMs = 0;

beforeEach(async () => {
  now = minute(0);
  silent = false;
  asked = 0;
  mostAtWork = 0;
  creatingMs = 0;
  store = evidenceStore(() => now);
  directory = await mkdtemp(join(tmpdir(), "evidence-"));
});

const project = (): Project => ({ directory, written: readSettings(settingsText, "failover.yaml"), secrets: [] });
const reach = (clock = () => new Date(now)) => ({
  files,
  lineFile,
  clock: realWorldClock(clock),
  secrets: { learn: () => undefined, cover: (text: string) => text.replaceAll("hunter22", "[secret]") },
  person: "ana@laptop",
  randomHex: (digits: number) => Math.random().toString(16).slice(2).padEnd(digits, "0").slice(0, digits),
  ledger: async (): Promise<ObjectStore> => {
    const { objects } = store;
    const heard = <R>(ask: () => Promise<R>): Promise<R> => {
      asked += 1;
      if (silent) return Promise.reject(new FailoverError("STORE_SILENT", { endpoint: "http://x", reason: "no answer", tried: 1 }));
      return ask();
    };
    return {
      ...objects,
      create: async (...args) => {
        atWork += 1;
        mostAtWork = Math.max(mostAtWork, atWork);
        await new Promise(setImmediate);
        now += creatingMs;
        return heard(() => objects.create(...args)).finally(() => (atWork -= 1));
      },
      list: (...args) => heard(() => objects.list(...args)),
      folders: (...args) => heard(() => objects.folders(...args)),
      read: (...args) => heard(() => objects.read(...args)),
      look: (...args) => heard(() => objects.look(...args)),
    };
  },
});
const open = (clock?: () => Date, by = "warden") => openEvidence(project(), reach(clock), by);
const everything = { since: minute(-1e5), observationsSince: minute(-1e5) };
const verdict = { kind: "verdict", aws: "down", because: "dark", holdsSeconds: 60 } as const;

test("an entry lies on disk before it lies in the bucket, and is read once from both", async () => {
  const log = await open();
  const entry = await log.write(verdict);
  expect(store.names()).toEqual([]);
  expect(await readdir(join(directory, ".failover/evidence"))).toEqual(["2026-11-26-warden.jsonl"]);
  expect(await log.send()).toBe("all sent");
  expect((await log.read(everything)).told).toMatchObject([{ entry, at: minute(0), storedAt: "2026-11-26T01:00:00.000Z", contradicts: null }]);
});

test("while the bucket is silent entries wait, are read from here, and are sent later at the time they were made", async () => {
  silent = true;
  const log = await open();
  await log.write(verdict);
  expect(await log.send()).toMatchObject({ waiting: 1 });
  expect(await log.read(everything)).toMatchObject({ told: [{ storedAt: null }], notes: [expect.stringMatching(/what this machine knows/)] });
  now = minute(90);
  silent = false;
  expect(await log.send()).toBe("all sent");
  expect((await log.read(everything)).told).toMatchObject([{ at: minute(0), storedAt: "2026-11-26T02:30:00.000Z", contradicts: null }]);
});

test("what a killed process left unsent, the next one sends; a torn line is a crash", async () => {
  silent = true;
  const dead = await open();
  await dead.write(verdict);
  await appendFile(join(directory, ".failover/evidence/2026-11-26-warden.jsonl"), '{"schema":"failover-kit/evid');
  silent = false;
  now = minute(5);
  const next = await open();
  await next.write({ ...verdict, aws: "up" });
  expect(await next.send()).toBe("all sent");
  expect((await next.read(everything)).told.map(({ entry, at }) => [entry.kind === "verdict" && entry.aws, at])).toEqual([["down", minute(0)], ["up", minute(5)]]);
  expect(store.names()).toHaveLength(2);
});

test("an answer that got lost makes no second entry", async () => {
  const log = await open();
  await log.write(verdict);
  await log.send();
  const again = await open();
  expect(await again.send()).toBe("all sent");
  expect((await again.read(everything)).told).toHaveLength(1);
});

test("a machine whose clock is an hour ahead is counted at the store's time, and 'now' is the store's", async () => {
  const log = await open(() => new Date(now + 3_600_000));
  await log.write(verdict);
  await log.send();
  now = minute(3);
  const read = await log.read(everything);
  expect(read.told).toMatchObject([{ at: minute(0), contradicts: 3600 }]);
  expect(read.now).toBe(minute(3));
});

test("two machines write side by side, and either reads both", async () => {
  const warden = await open();
  await warden.write(verdict);
  await warden.send();
  directory = await mkdtemp(join(tmpdir(), "evidence-"));
  now = minute(1);
  const laptop = await open(undefined, "ana@laptop");
  await laptop.write({ kind: "report", report: "r-1", customer: "acme", said: "down" });
  await laptop.send();
  expect((await laptop.read(everything)).told.map(({ entry }) => entry.by)).toEqual(["warden", "ana@laptop"]);
});

test("old observations are not fetched, and nothing is fetched twice", async () => {
  const log = await open();
  const seen = { kind: "observations", holdsSeconds: 60, observations: [] } as const;
  await log.write(seen);
  await log.write(verdict);
  now = minute(120);
  await log.write(seen);
  await log.send();
  const wanted = { since: minute(-10), observationsSince: minute(60) };
  expect((await log.read(wanted)).told.map(({ entry }) => entry.kind)).toEqual(["verdict", "observations"]);
  const before = asked;
  await log.read(wanted);
  expect(asked - before).toBeLessThanOrEqual(3);
});

test("what reaches a day long over is seen after a while by who had read that day before", async () => {
  const day = 24 * 60;
  const warden = await open(undefined, "warden");
  directory = await mkdtemp(join(tmpdir(), "evidence-"));
  const late = await open(undefined, "ana@laptop");
  await late.write({ kind: "report", report: "r-1", customer: "acme", said: "down" });
  for (const past of [0, 1, 2, 3]) {
    now = minute(past * day + 1);
    await warden.write(verdict);
  }
  await warden.send();
  directory = await mkdtemp(join(tmpdir(), "evidence-"));
  const watch = await open(undefined, "watch");
  const isThere = async () => (await watch.read(everything)).told.some(({ entry }) => entry.kind === "report");
  expect(await isThere()).toBe(false);
  await late.send();
  expect(await isThere()).toBe(false);
  for (let reading = 0; reading < 120; reading += 1) await watch.read(everything);
  expect(await isThere()).toBe(true);
});

test("what a customer said is covered where it holds a secret, on disk and in the bucket", async () => {
  const log = await open();
  await log.write({ kind: "report", report: "r-1", customer: "acme", said: "my password hunter22 does not work" });
  await log.send();
  const body = await store.objects.read("shop-journal", store.names()[0]?.replace("shop-journal/", "") ?? "");
  expect(new TextDecoder().decode(body)).toMatch(/my password \[secret\] does/);
});

test("on a full disk it still goes to the bucket; where that is silent, too, nobody is told that it is safe", async () => {
  const full = { path: "/x", readFrom: async () => ({ whole: [], unended: [], next: 0 }), append: async () => Promise.reject(new FailoverError("FILE_UNUSABLE", { path: "/x", reason: "its disk is full" })) };
  const log = await openEvidence(project(), { ...reach(), lineFile: () => full }, "warden");
  await log.write(verdict);
  expect(await log.send()).toBe("all sent");
  expect((await log.read(everything)).told).toHaveLength(1);
  silent = true;
  await log.write(verdict);
  await expect(log.send()).rejects.toMatchObject({ code: "FILE_UNUSABLE" });
});

test("a clock a few seconds ahead puts nothing into the future", async () => {
  const log = await open(() => new Date(now + 8000));
  await log.write({ kind: "report", report: "r-1", customer: "acme", said: "down" });
  await log.send();
  const { told, now: then } = await log.read(everything);
  expect(told[0]?.at).toBeLessThanOrEqual(then);
});

test("after a long silence what waits goes out side by side, for a limited time, and the rest next time: what people did before what was seen", async () => {
  silent = true;
  const log = await open();
  const seen = { kind: "observations", holdsSeconds: 60, observations: [] } as const;
  await log.write({ kind: "page", page: "p-1", about: "disaster", says: "dark" });
  for (let count = 0; count < 60; count += 1) await log.write(seen);
  await log.write({ kind: "acknowledged", page: "p-1" });
  await log.send();
  silent = false;
  creatingMs = 500;
  const first = await log.send();
  expect(first).toHaveProperty("because", "more waits than can be sent in 10 s, and the rest follows");
  expect(mostAtWork).toBe(16);
  expect(store.names().filter((name) => !name.includes(".observations."))).toHaveLength(2);
  expect(store.names().length).toBeLessThan(40);
  creatingMs = 0;
  expect(await log.send()).toBe("all sent");
  expect(store.names()).toHaveLength(62);
});
