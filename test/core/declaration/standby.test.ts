import { expect, test } from "vitest";
import { standbyLines } from "../../../scripts/core/declaration/standby.ts";
import { told } from "../../support/evidence.ts";

const done = told(5, { kind: "standby", item: "freeze", because: "deployments are locked, and so is everything else that anybody could think of" }, "ana@laptop");

test.each([[0, 80], [4, 80], [0, 60], [4, 60]])("set in by %d on %d columns, no line is wider, and what hangs over hangs below its item", (by, columns) => {
  const lines = standbyLines([done], by, columns);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  for (const line of lines) expect(line).toMatch(new RegExp(`^ {${by}}(open  |done  | {6})\\S`));
  expect(lines.filter((line) => /^ *(open|done) {2}/.test(line))).toHaveLength(5);
});
