import { expect, test } from "vitest";
import { modeInPlan } from "../../../scripts/core/graceful/mode-text.ts";
import { COLUMNS } from "../../../scripts/core/wrapped.ts";

test("what a plan says of its mode is broken where it is written, not once more in the middle of a line", () => {
  expect(Object.values(modeInPlan).flat().filter((line) => line.length > COLUMNS)).toEqual([]);
});
