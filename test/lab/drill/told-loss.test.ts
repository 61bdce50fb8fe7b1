import { expect, test } from "vitest";
import { countedBeside, lossTold, toldLossOf, untold, wrongCounts } from "../../../lab/drill/told-loss.ts";

const at = (second: number) => `2026-11-25T01:00:${String(second).padStart(2, "0")}.000Z`;
const said = lossTold.parse({ recoveredUntil: at(10), writesUntil: at(40), lossSecondsAtMost: 30, comparedWith: "b-1", rowsDiffering: ["public.orders: 9 rows, the export has 7", 'everything.Odd: Name: 0 rows, the export has 20'], brokenRows: { told: false, because: "AWS calls it failed" } });
const told = toldLossOf(said);

test("the kit's word in numbers: two moments, and rows table by table", () => {
  expect(told).toMatchObject({ recoveredUntil: at(10), writesUntil: at(40), export: "b-1", tables: [{ table: "public.orders", restored: 9, other: 7 }, { table: "everything.Odd: Name", restored: 0, other: 20 }], beside: "it could not be told, AWS calls it failed" });
  expect(() => toldLossOf({ ...said, rowsDiffering: ["public.orders has changed"] })).toThrow("reads otherwise");
});

test("an order lost outside the two moments is one that the kit did not tell", () => {
  expect(untold([{ id: "before", at: at(9) }, { id: "at", at: at(10) }, { id: "within", at: at(11) }, { id: "last", at: at(40) }, { id: "after", at: at(41) }], told)).toEqual(["before", "at", "after"]);
});

test.each<[string, readonly (readonly [string, number])[], readonly (readonly [string, number])[], number]>([
  ["right", [["public.orders", 9], ["everything.Odd: Name", 0]], [["public.orders", 7], ["everything.Odd: Name", 20]], 0],
  ["wrong of what was restored", [["public.orders", 8], ["everything.Odd: Name", 0]], [["public.orders", 7], ["everything.Odd: Name", 20]], 1],
  ["wrong of the export", [["public.orders", 9], ["everything.Odd: Name", 0]], [["public.orders", 7], ["everything.Odd: Name", 21]], 1],
  ["of a table that nobody could count", [["public.orders", 9]], [["public.orders", 7], ["everything.Odd: Name", 20]], 1],
])("the kit's word is %s", (_, restored, exported, wrong) => {
  expect(wrongCounts(countedBeside(told, new Map(restored), new Map(exported)))).toHaveLength(wrong);
});

test("a table of which the kit says nothing is one with as many rows as in the export", () => {
  const counts = (rows: number) => wrongCounts(countedBeside({ ...told, tables: [] }, new Map([["public.orders", rows]]), new Map([["public.orders", 7]])));
  expect(counts(7)).toEqual([]);
  expect(counts(9)).toEqual([expect.stringContaining("public.orders: 7 rows restored, 7 in the export; there are 9 and 7")]);
});
