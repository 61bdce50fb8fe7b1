import { expect, test } from "vitest";
import { progressLine, stopwatch } from "../../scripts/core/progress-line.ts";

test.each([[0, "0:00"], [59.9, "0:59"], [61, "1:01"], [3600, "1:00:00"], [7384, "2:03:04"], [-1, "0:00"]])("%d seconds are %s", (seconds, text) => {
  expect(stopwatch(seconds)).toBe(text);
});

test("steps stand under each other", () => {
  expect(progressLine({ seconds: 5, word: "done", step: "stand-up", text: "5.0 s" })).toBe("  0:05  done    stand-up            5.0 s");
  expect(progressLine({ seconds: 65, word: "begin", step: "configure-database", text: "x" })).toBe("  1:05  begin   configure-database  x");
});
