import { beforeEach, describe, expect, test } from "vitest";
import { manifestName } from "../../../scripts/core/backup-names.ts";
import { cacheManifestBytes, cacheObjectName, type CacheManifest } from "../../../scripts/core/cache-copy.ts";
import { crc32cOf } from "../../../scripts/core/crc32c.ts";
import { sha256Of } from "../../../scripts/core/manifest.ts";
import type { About } from "../../../scripts/core/receipts.ts";
import { signManifest } from "../../../scripts/core/signature.ts";
import { snapshotTags } from "../../../scripts/core/snapshot-facts.ts";
import { receiptsOf } from "../../../scripts/pipeline/receipts/receipts.ts";
import { applyRotation } from "../../../scripts/pipeline/snapshots/apply.ts";
import { lookAtAll, planRotation } from "../../../scripts/pipeline/snapshots/look.ts";
import type { ObjectStore, Removal } from "../../../scripts/ports.ts";
import { keyPair } from "../../support/backups.ts";
import { paperRds, rdsSnapshot } from "../../support/paper-rds.ts";
import { keyOf, signers } from "../../support/receipt-chains.ts";
import { begin, DAY, HOUR, dated, exported, exporter, fresh, idAt, left, now, old, older, pin, place, receiptsFor, removals, rotate, rules, seen, store, verified } from "../../support/rotation-site.ts";

beforeEach(begin);

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
