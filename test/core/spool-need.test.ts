import { expect, test } from "vitest";
import { spoolNeed } from "../../scripts/core/spool-need.ts";

test.each<[string, Parameters<typeof spoolNeed>[1], number, RegExp]>([
  ["with no export before it, half", undefined, 500, /^half of its size, and more where its data does not compress/],
  ["after one that compressed as usual, half", { databaseBytes: 100, plainBytes: 20 }, 500, /^half of its size$/],
  ["after one that hardly compressed, what that tells and room to grow", { databaseBytes: 100, plainBytes: 92 }, 1150, /^115 % of its size, since the last dump was 92 % of what it was made from$/],
  ["after one of nothing, half", { databaseBytes: 0, plainBytes: 10 }, 500, /^half of its size/],
])("%s", (_, last, bytes, because) => {
  const need = spoolNeed(1000, last);
  expect(need.bytes).toBeCloseTo(bytes);
  expect(need.because).toMatch(because);
});
