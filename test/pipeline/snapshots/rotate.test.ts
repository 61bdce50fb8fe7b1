import { beforeEach, describe, expect, test } from "vitest";
import { dataName, manifestName, signatureName } from "../../../scripts/core/backup-names.ts";
import { cacheManifestBytes, cacheObjectName, type CacheManifest } from "../../../scripts/core/cache-copy.ts";
import { crc32cOf } from "../../../scripts/core/crc32c.ts";
import { sha256Of } from "../../../scripts/core/manifest.ts";
import type { About } from "../../../scripts/core/receipts.ts";
import type { RetentionRule } from "../../../scripts/core/retention.ts";
import { keptLines, rotationLines } from "../../../scripts/core/rotation-text.ts";
import { signManifest } from "../../../scripts/core/signature.ts";
import { snapshotTags } from "../../../scripts/core/snapshot-facts.ts";
import { receiptsOf } from "../../../scripts/pipeline/receipts/receipts.ts";
import { applyRotation } from "../../../scripts/pipeline/snapshots/apply.ts";
import { lookAtAll, planRotation } from "../../../scripts/pipeline/snapshots/look.ts";
import type { ObjectStore, Removal } from "../../../scripts/ports.ts";
import { keyPair } from "../../support/backups.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { paperRds, rdsSnapshot } from "../../support/paper-rds.ts";
import { keyOf, signers } from "../../support/receipt-chains.ts";

const now = new Date("2026-11-25T12:00:00.000Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const rule: RetentionRule = { keep: { last: 1, hourly: 0, daily: 0, weekly: 0, monthly: 0 }, minimumAgeDays: 1, minimumCount: 1, staleAfterMinutes: 60 };
const rules = { export: rule, snapshot: { ...rule, staleAfterMinutes: 26 * 60 }, cache: { ...rule, staleAfterMinutes: 26 * 60 } };
const exporter = keyPair();
const place = { service: "shop", bucket: "exports", signer: exporter.signer };

const idAt = (ago: number): string => `${new Date(now.getTime() - ago).toISOString().replaceAll(/[-:]|\.\d+/g, "")}-0a1b2c`;
const fresh = idAt(10 * 60_000);
const old = idAt(40 * DAY);
const older = idAt(50 * DAY);
const namesOf = (id: string) => [dataName("shop", id, 0), dataName("shop", id, 1), signatureName("shop", id), manifestName("shop", id)];

let store: ReturnType<typeof memoryStore>;
beforeEach(() => void (store = memoryStore()));

/** The store's own times, which here are those of the names. */
const dated = (objects: ObjectStore): ObjectStore => ({
  ...objects,
  list: async (bucket, prefix) =>
    (await objects.list(bucket, prefix)).map((stored) => {
      const [, stamp] = /^shop(?:\.cache)?\/(\d{8}T\d{6})Z/.exec(stored.name) ?? [];
      const createdAt = stamp?.replace(/(....)(..)(..T..)(..)(..)/, "$1-$2-$3:$4:$5.000Z") ?? stored.createdAt;
      return { ...stored, createdAt };
    }),
});

const pin = { read: async () => undefined, forward: async () => undefined };
const receiptsFor = () => receiptsOf({ objects: store.objects, clock: { now: () => now }, pin }, { bucket: "journal", service: "shop", signers });
const shaOf = (id: string): string => sha256Of(Buffer.from(`manifest of ${id}`));
const seen = (id: string): About => ({ kind: "seen", backup: id, manifestSha256: shaOf(id), storedAt: now.toISOString(), snapshotAt: now.toISOString(), bytes: 1 });
const verified = (id: string, level: 2 | 3, passed: boolean): About => ({ kind: "verified", backup: id, manifestSha256: shaOf(id), level, passed, findings: passed ? [] : ["a flipped bit"], seconds: 1 });

async function exported(id: string, ...words: readonly About[]): Promise<void> {
  for (const name of namesOf(id)) await store.objects.create("exports", name, Buffer.from(name.endsWith("manifest.json") ? `manifest of ${id}` : name));
  for (const word of words) await receiptsFor().append(keyOf("warden"), () => word);
}

async function rotate({ rds = paperRds(), objects = store.objects, apply = true }: { rds?: ReturnType<typeof paperRds>; objects?: ObjectStore; apply?: boolean } = {}) {
  const receipts = receiptsFor();
  const reach = { objects: dated(objects), receipts, rds, key: keyOf("pruner") };
  const sight = await lookAtAll(reach, { ...place, instance: "shop-database", now });
  const plan = planRotation(sight, rules, now);
  return { plan, sight, removed: apply ? await applyRotation(reach, place, { sight, plan, told: () => undefined }) : [] };
}

const left = (id: string): readonly string[] => store.names().filter((name) => name.startsWith(`exports/shop/${id}/`));
const removals = async () => (await receiptsFor().read()).kept.filter(({ receipt }) => receipt.about.kind === "removed").map(({ receipt }) => receipt.about.backup);

test("what the rule no longer wants goes, its signed record first, and the chain stays whole", async () => {
  for (const id of [older, old, fresh]) await exported(id, seen(id));
  const { removed } = await rotate();
  expect(removed.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([`${older} removed`, `${old} removed`]);
  expect([left(older), left(old)]).toEqual([[], []]);
  expect(left(fresh)).toHaveLength(4);
  expect(await receiptsFor().read()).toMatchObject({ state: "whole" });
  expect(await removals()).toEqual([older, old]);
});

test("a plan changes nothing", async () => {
  for (const id of [old, fresh]) await exported(id, seen(id));
  const { plan } = await rotate({ apply: false });
  expect(plan.export.decisions.map((decision) => decision.do)).toEqual(["keep", "remove"]);
  expect(left(old)).toHaveLength(4);
  expect(await removals()).toEqual([]);
});

test.each([0, 1, 2, 3, 4])("broken off after %i removals, nothing looks like a sound backup that is none, and the next rotation finishes", async (after) => {
  for (const id of [old, fresh]) await exported(id, seen(id), verified(id, 2, true));
  let done = 0;
  const dying: ObjectStore = {
    ...store.objects,
    remove: async (...about): Promise<Removal> => {
      if (done === after) throw new Error("killed");
      done += 1;
      return store.objects.remove(...about);
    },
  };
  await rotate({ objects: dying }).catch((error: unknown) => expect(error).toMatchObject({ message: "killed" }));
  const names = left(old);
  const hasManifest = names.includes(`exports/${manifestName("shop", old)}`);
  expect(hasManifest ? names.length : 0).toBe(hasManifest ? 4 : 0);
  expect(await removals()).toEqual([old]);

  const { plan } = await rotate();
  expect(plan.export.decisions.filter((decision) => decision.do === "finish").map(({ id }) => id)).toEqual(after === 4 ? [] : [old]);
  expect(left(old)).toEqual([]);
  expect(left(fresh)).toHaveLength(4);
  expect(await removals()).toEqual([old]);
  expect(await receiptsFor().read()).toMatchObject({ state: "whole" });
});

test("killed before the record was written, nothing has begun", async () => {
  for (const id of [old, fresh]) await exported(id, seen(id));
  const dying: ObjectStore = { ...store.objects, create: async () => Promise.reject(new Error("killed")) };
  const receipts = receiptsOf({ objects: dying, clock: { now: () => now }, pin }, { bucket: "journal", service: "shop", signers });
  const reach = { objects: dated(store.objects), receipts, rds: paperRds(), key: keyOf("pruner") };
  const sight = await lookAtAll(reach, { ...place, instance: undefined, now });
  await expect(applyRotation(reach, place, { sight, plan: planRotation(sight, rules, now), told: () => undefined })).rejects.toThrow("killed");
  expect(left(old)).toHaveLength(4);
});

test("what the bucket keeps by its own rule is told, and is no failure: nothing of it is removed", async () => {
  for (const id of [old, fresh]) await exported(id, seen(id));
  store.lock("exports", manifestName("shop", old));
  expect((await rotate()).removed).toEqual([{ id: old, outcome: "kept", because: "Object is subject to bucket's retention policy" }]);
  expect(left(old)).toHaveLength(4);
});

test("one that was proven after the plan was made is not removed", async () => {
  for (const id of [old, fresh]) await exported(id, seen(id));
  const receipts = receiptsFor();
  const reach = { objects: dated(store.objects), receipts, rds: paperRds(), key: keyOf("pruner") };
  const sight = await lookAtAll(reach, { ...place, instance: undefined, now });
  await receiptsFor().append(keyOf("verifier"), () => verified(old, 3, true));
  const removed = await applyRotation(reach, place, { sight, plan: planRotation(sight, rules, now), told: () => undefined });
  expect(removed).toMatchObject([{ id: old, outcome: "kept" }]);
  expect(left(old)).toHaveLength(4);
});

test.each<[string, readonly About[], string, string]>([
  ["nobody has verified", [], "keep", "unknown"],
  ["failed a level and is old", [seen(old), verified(old, 2, false)], "remove", "damaged"],
  ["is the newest proven", [seen(old), verified(old, 3, true)], "keep", "newest-proven"],
  ["failed a level after it was proven", [verified(old, 3, true), verified(old, 2, false)], "remove", "damaged"],
  ["was seen with another manifest", [{ ...seen(old), manifestSha256: "f".repeat(64) }], "keep", "unknown"],
])("an export that %s", async (_, words, what, code) => {
  await exported(old, ...words);
  await exported(fresh, seen(fresh));
  const { plan } = await rotate({ apply: false });
  expect(plan.export.decisions.at(-1)).toMatchObject({ id: old, do: what, reasons: [{ code }] });
});

const remains = (id: string, n = 0) => store.objects.create("exports", dataName("shop", id, n), Buffer.from("half"));
const quiet = idAt(9 * DAY);

test("objects without a manifest and without a record are called no backup, and stay while an export of them may be under way", async () => {
  const recent = idAt(7 * DAY);
  await exported(fresh, seen(fresh));
  await remains(recent);
  const { plan, sight } = await rotate();
  expect(left(recent)).toHaveLength(1);
  expect(keptLines("export", sight.kept.export)).toContainEqual(expect.stringMatching(new RegExp(`${recent}  no backup: it has no manifest$`)));
  expect(plan.export.decisions.find(({ id }) => id === recent)).toMatchObject({ do: "keep", isUnfinished: true, reasons: [{ code: "unknown", says: "it has no manifest: it is under way, or broke off" }] });
});

test("what a broken off export left goes a good week later, is told apart from the backups, and needs no record", async () => {
  await exported(fresh, seen(fresh));
  for (const n of [0, 1]) await remains(quiet, n);
  const planned = await rotate({ apply: false });
  expect(left(quiet)).toHaveLength(2);
  expect(rotationLines("export", planned.plan.export).filter((line) => !line.startsWith("  "))).toEqual(["exports: 1 stay, 0 go", "remains of exports without a manifest, which are no backups: 0 stay, 1 go"]);
  expect((await rotate()).removed).toEqual([{ id: quiet, outcome: "removed", because: "it has no manifest, and nothing came to it for 8 days: it broke off" }]);
  expect([left(quiet), left(fresh).length, await removals()]).toEqual([[], 4, []]);
});

test("one part that came in the last week keeps all the others of an export that may be under way", async () => {
  await exported(fresh, seen(fresh));
  for (const n of [0, 1]) await remains(old, n);
  const objects: ObjectStore = { ...dated(store.objects), list: async (...about) => (await dated(store.objects).list(...about)).map((one) => (one.name === dataName("shop", old, 1) ? { ...one, createdAt: new Date(now.getTime() - DAY).toISOString() } : one)) };
  const sight = await lookAtAll({ objects, receipts: receiptsFor(), rds: paperRds() }, { ...place, instance: undefined, now });
  expect(planRotation(sight, rules, now).export.decisions.find(({ id }) => id === old)).toMatchObject({ do: "keep", reasons: [{ code: "unknown" }] });
});

test("a backup that somebody saw and whose manifest is gone is no broken off export: what is left of it stays", async () => {
  for (const id of [old, fresh]) await exported(id, seen(id));
  store.remove("exports", manifestName("shop", old));
  const { plan, removed } = await rotate();
  expect(removed).toEqual([]);
  expect(plan.export.decisions.at(-1)).toMatchObject({ id: old, do: "keep", reasons: [{ code: "unknown" }] });
});

test.each([
  ["the newest export is stale", () => Promise.resolve()],
  ["the chain of receipts is broken", async () => {
    await exported(fresh, seen(fresh));
    store.remove("journal", "shop/receipts/00000000.json");
  }],
])("remains stay while %s", async (_, given) => {
  await given();
  await remains(quiet);
  expect((await rotate()).removed).toEqual([]);
  expect(left(quiet)).toHaveLength(1);
});

test("remains to which something came after the plan was made stay whole", async () => {
  await exported(fresh, seen(fresh));
  await remains(quiet);
  const receipts = receiptsFor();
  const reach = { objects: dated(store.objects), receipts, rds: paperRds(), key: keyOf("pruner") };
  const sight = await lookAtAll(reach, { ...place, instance: undefined, now });
  await store.objects.create("exports", manifestName("shop", quiet), Buffer.from("late"));
  const removed = await applyRotation(reach, place, { sight, plan: planRotation(sight, rules, now), told: () => undefined });
  expect(removed).toEqual([{ id: quiet, outcome: "kept", because: "something came to it meanwhile" }]);
  expect(left(quiet)).toHaveLength(2);
});

const taken = (id: string, ago: number, more = {}) => rdsSnapshot({ id, kind: "manual", tags: snapshotTags("shop"), createdAt: new Date(now.getTime() - ago).toISOString(), ...more });

test("of the snapshots at RDS only those go that this kit took for this service", async () => {
  await exported(fresh, seen(fresh));
  const snapshots = [taken("ours-new", HOUR), taken("ours-old", 40 * DAY), taken("theirs", 40 * DAY, { tags: {} }), taken("other-service", 40 * DAY, { tags: snapshotTags("billing") }), taken("rds:automated", 40 * DAY, { kind: "automated" }), taken("copying", 0, { status: "creating", createdAt: undefined })];
  const rds = paperRds({ snapshots });
  expect((await rotate({ rds })).removed).toEqual([{ id: "ours-old", outcome: "removed", because: "no part of the rule wants it" }]);
  expect((await rds.snapshots("shop-database")).map(({ id }) => id)).toEqual(["ours-new", "theirs", "other-service", "rds:automated", "copying"]);
});

test("while the newest export is stale the snapshots stay as well: they are what is left", async () => {
  await exported(old, seen(old));
  const rds = paperRds({ snapshots: [taken("ours-new", HOUR), taken("ours-old", 40 * DAY)] });
  const { plan, removed } = await rotate({ rds });
  expect(removed).toEqual([]);
  expect(plan.snapshot.held).toMatch(/^of the exports, the newest sound one/);
});

test("a broken chain holds everything, and says so", async () => {
  for (const id of [old, fresh]) await exported(id, seen(id));
  store.remove("journal", "shop/receipts/00000000.json");
  const { plan, sight, removed } = await rotate({ rds: paperRds({ snapshots: [taken("ours-new", HOUR), taken("ours-old", 40 * DAY)] }) });
  expect(removed).toEqual([]);
  expect(plan.export.held).toBe("the chain of receipts is broken");
  expect(sight.notes.join()).toContain("receipt 0 is missing");
});

describe("copies of the cache", () => {
  const numbersOf = (...numbers: readonly number[]) => numbers.map((number) => ({ number, keys: 1 }));
  const manifest = (id: string, numbers: readonly number[], body: Uint8Array): CacheManifest => ({
    schema: "failover-kit/cache/1", id, service: "shop", copiedAt: now.toISOString(), source: { host: "10.10.1.9", engine: "valkey", version: "8.1" }, databases: numbersOf(...numbers),
    object: { name: cacheObjectName("shop", id, "data.age"), bytes: body.length, plainBytes: 1, sha256: sha256Of(body), plainSha256: "a".repeat(64), crc32c: crc32cOf(body) },
  });
  async function copied(id: string, numbers: readonly number[], { by = exporter, whole = true } = {}): Promise<void> {
    const body = Buffer.from(`sealed ${id}`);
    const bytes = cacheManifestBytes(manifest(id, numbers, body));
    await store.objects.create("exports", cacheObjectName("shop", id, "data.age"), body);
    await store.objects.create("exports", cacheObjectName("shop", id, "manifest.sig"), Buffer.from(`${signManifest(bytes, by.signingKey, "exporter.key")}\n`));
    if (whole) await store.objects.create("exports", cacheObjectName("shop", id, "manifest.json"), bytes);
  }
  const copiesLeft = () => [...new Set(store.names().flatMap((name) => /^exports\/shop\.cache\/([^/]+)/.exec(name)?.[1] ?? []))].sort();
  const reasonsOf = (plan: Awaited<ReturnType<typeof rotate>>["plan"], id: string) => plan.cache.decisions.find((one) => one.id === id)?.reasons.map(({ says }) => says);

  test("the newest of each database stays, however old; what no part of the rule wants goes whole, and what is no copy as well", async () => {
    const unsigned = idAt(45 * DAY);
    const halfGone = idAt(46 * DAY);
    await copied(older, [0, 3]);
    await copied(old, [0]);
    await copied(unsigned, [0], { by: keyPair() });
    await copied(halfGone, [0], { whole: false });
    await copied(fresh, [0]);
    const { plan } = await rotate({ apply: false });
    expect(reasonsOf(plan, fresh)).toContain("the newest sound one of database 0");
    expect(reasonsOf(plan, older)).toEqual(["the newest sound one of database 3"]);
    expect(copiesLeft()).toHaveLength(5);
    const { removed } = await rotate();
    expect(removed.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([halfGone, unsigned, old].map((id) => `${id} removed`));
    expect(copiesLeft()).toEqual([older, fresh]);
    expect(store.names().filter((name) => name.startsWith("exports/shop.cache/"))).toHaveLength(6);
    expect(await removals()).toEqual([]);
  });

  test("one whose object is not there as it was signed is no copy, and takes nobody's place", async () => {
    await copied(old, [0]);
    await copied(fresh, [0]);
    store.tamper("exports", cacheObjectName("shop", fresh, "data.age"), (body) => body.subarray(1), { noticed: true });
    const { plan } = await rotate({ apply: false });
    expect(plan.cache.decisions.map((decision) => decision.do)).toEqual(["keep", "keep"]);
    expect(plan.cache.held).toMatch(/^the newest sound one/);
  });

  test("while none was made for a day and more nothing goes: whoever makes them is broken", async () => {
    await copied(older, [0]);
    await copied(old, [0]);
    const { plan, removed } = await rotate();
    expect([plan.cache.held?.slice(0, 20), removed]).toEqual(["the newest sound one", []]);
  });

  test("one that is being made is no rubbish, whatever the minimum age", async () => {
    await copied(fresh, [0]);
    await copied(idAt(60_000), [0], { whole: false });
    const sight = await lookAtAll({ objects: dated(store.objects), receipts: receiptsFor(), rds: paperRds() }, { ...place, instance: undefined, now });
    const young = planRotation(sight, { ...rules, cache: { ...rules.cache, minimumAgeDays: 0 } }, now);
    expect(young.cache.decisions.map((decision) => [decision.do, decision.reasons[0]?.code])).toEqual([["keep", "unknown"], ["keep", "newest"]]);
  });
});
