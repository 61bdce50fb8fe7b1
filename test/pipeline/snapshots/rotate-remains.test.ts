import { beforeEach, expect, test } from "vitest";
import { dataName, manifestName } from "../../../scripts/core/backup-names.ts";
import { keptLines, rotationLines } from "../../../scripts/core/rotation-text.ts";
import { applyRotation } from "../../../scripts/pipeline/snapshots/apply.ts";
import { lookAtAll, planRotation } from "../../../scripts/pipeline/snapshots/look.ts";
import type { ObjectStore } from "../../../scripts/ports.ts";
import { paperRds } from "../../support/paper-rds.ts";
import { keyOf } from "../../support/receipt-chains.ts";
import { begin, DAY, dated, exported, fresh, idAt, left, now, old, place, receiptsFor, removals, rotate, rules, seen, store } from "../../support/rotation-site.ts";

beforeEach(begin);

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
