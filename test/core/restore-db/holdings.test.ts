import fc from "fast-check";
import { expect, test } from "vitest";
import { beyond, newestOf, tailOf, type Holdings } from "../../../scripts/core/restore-db/holdings.ts";
import { mayAnswer } from "../../../scripts/core/restore-db/may-answer.ts";
import { whyNotBack } from "../../../scripts/core/restore-db/revertable.ts";
import { besideInWords, besideRestored, newestKeysOf } from "../../../scripts/core/restore-db/rows-told.ts";

test("rows newer than a key are counted exactly as far as the known keys reach back, and else as at least so many", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: -50, max: 200 }), { maxLength: 60 }), fc.integer({ min: 1, max: 70 }), fc.option(fc.integer({ min: -60, max: 210 })), (all, limit, key) => {
      const newestFirst = all.toSorted((a, b) => b - a);
      const tail = tailOf(newestFirst.slice(0, limit).map(String), "number", limit);
      const truth = newestFirst.filter((one) => key === null || one > key).length;
      const { rows, atLeast } = beyond(tail, key === null ? null : String(key));
      if (atLeast) expect(rows).toBeLessThanOrEqual(truth);
      else expect(rows).toBe(truth);
      expect(newestOf(tail)).toBe(newestFirst[0] === undefined ? null : String(newestFirst[0]));
    }),
  );
});

test("a thousand numbers in a row are kept as one run", () => {
  const keys = Array.from({ length: 1000 }, (_, at) => String(9_007_199_254_740_993n + 1000n - BigInt(at)));
  expect(tailOf(keys, "number", 1000).runs).toEqual([["9007199254741993", "9007199254740994"]]);
});

test("times compare as they are written in UTC", () => {
  const tail = tailOf(["2026-11-25 01:00:02+00", "2026-11-25 01:00:00.5+00", "2026-11-25 01:00:00+00"], "time", 100);
  expect(beyond(tail, "2026-11-25 01:00:00+00")).toEqual({ rows: 2, atLeast: false });
});

const tail = (keys: readonly string[]) => tailOf(keys, "number", 1000);
const base = { counted: { "public.orders": 10, "public.customers": 3, "public.lines": 7, "public.notes": 2 }, newest: { "public.orders": "10", "public.notes": "2" } };
const broken: Holdings = {
  tables: [
    { table: "public.orders", rows: 14, tail: tail(["15", "13", "12", "11", "10"]) },
    { table: "public.customers", rows: 3 },
    { table: "public.notes", rows: null, because: "could not read block 7", tail: tail(["2"]) },
    { table: "public.new", rows: 1 },
  ],
};

test("the broken one beside the restored: more and newer rows, a table that is gone, one that is new, and one nobody could count", () => {
  const { differing, same, notTold } = besideRestored(base, broken);
  expect(same).toBe(1);
  expect(notTold).toEqual(["public.lines", "public.notes"]);
  expect(differing.map((one) => besideInWords(one, "the broken one"))).toEqual([
    "public.lines: 7 rows restored, the broken one could not be counted (there is no such table there)",
    "public.new: not in the restored database, the broken one 1",
    "public.notes: 2 rows restored, the broken one could not be counted (could not read block 7)",
    "public.orders: 10 rows restored, the broken one 14, 4 more; 4 newer than the newest restored",
  ]);
});

test("as many rows, of which some are newer, are not the same", () => {
  const { differing } = besideRestored({ counted: { t: 2 }, newest: { t: "2" } }, { tables: [{ table: "t", rows: 2, tail: tail(["3", "1"]) }] });
  expect(differing).toEqual([{ table: "t", restored: 2, other: 2, newer: { rows: 1, atLeast: false } }]);
});

test("only tables with a key in order have a newest one", () => {
  expect(newestKeysOf(broken)).toEqual({ "public.orders": "15", "public.notes": "2" });
});

test("going back is possible only to the very instance, in a state that may answer", () => {
  const old = { identifier: "shop-database", resourceId: "db-A" };
  expect(whyNotBack(old, { resourceId: "db-A", status: "available" })).toBeUndefined();
  expect(whyNotBack(old, { resourceId: "db-A", status: "storage-full" })).toBeUndefined();
  expect(whyNotBack(old, undefined)).toContain("no longer knows it");
  expect(whyNotBack(old, { resourceId: "db-B", status: "available" })).toContain("another instance (db-B");
  expect(whyNotBack(old, { resourceId: "db-A", status: "failed" })).toBe("AWS calls it failed");
  expect(whyNotBack(old, { resourceId: "db-A", status: "stopped" })).toContain("start-db-instance");
});

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
test.each([["available", true], ["backing-up", true], ["storage-full", true], ["modifying", true], ["failed", false], ["stopped", false], ["incompatible-restore", false], ["inaccessible-encryption-credentials", false], ["deleting", false]])("an instance that is %s may answer: %s", (status, may) => {
  expect(mayAnswer(status)).toBe(may);
});
