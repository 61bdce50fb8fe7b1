import { expect, test } from "vitest";
import { warmPlan, type Relation } from "../../../scripts/core/restore-db/warm-plan.ts";

const relation = (name: string, more: Partial<Relation> = {}): Relation => ({ oid: "1", schema: "public", name, kind: "table", bytes: 100, uses: 0, ...more });

test.each<[string, readonly Relation[], readonly string[]]>([
  ["what is used most comes first", [relation("a"), relation("b", { uses: 9 })], ["b", "a"]],
  ["an index before a table that is used as much", [relation("t"), relation("i", { kind: "index", bytes: 1 })], ["i", "t"]],
  ["the largest of its kind first", [relation("small", { bytes: 5 }), relation("large", { bytes: 500 })], ["large", "small"]],
  ["what holds nothing is not fetched", [relation("empty", { bytes: 0 })], []],
])("%s", (_, relations, order) => {
  expect(warmPlan(relations).map(({ name }) => name)).toEqual(order);
});
