import fc from "fast-check";
import { expect, test } from "vitest";
import { expectedSeconds } from "../../scripts/core/expected-seconds.ts";
import type { Phase, Try } from "../../scripts/core/run-report.ts";

const instant = (second: number) => new Date(second * 1000).toISOString();
const did = (seconds: number, ended: Try["ended"] = "done", from = 0): Try => ({ startedAt: instant(from), endedAt: ended === null ? null : instant(from + seconds), ended });
const run = (...tries: readonly Try[]) => ({ phases: [{ id: "restore-data", startedAt: instant(0), seconds: 9999, attempts: tries.length, tries } satisfies Phase] });

test.each<[string, readonly { readonly phases: readonly Phase[] }[], number | undefined]>([
  ["no earlier run: nothing is known", [], undefined],
  ["one run", [run(did(20))], 20],
  ["two runs: between them", [run(did(20)), run(did(30))], 25],
  ["an outlier does not count", [run(did(20)), run(did(3600)), run(did(22))], 22],
  ["only the last five count", [run(did(1)), run(did(1)), run(did(1)), run(did(9)), run(did(9)), run(did(9)), run(did(9))], 1],
  ["an attempt that failed teaches nothing", [run(did(500, "failed"), did(20, "done", 600))], 20],
  ["nor one that was cut short", [run(did(0, null), did(20))], 20],
  ["never finished: nothing is known", [run(did(500, "failed")), run(did(0, null))], undefined],
  ["a clock set back meanwhile gives no time below zero", [run(did(-5))], 0],
])("%s", (_, earlier, expected) => {
  expect(expectedSeconds(earlier).get("restore-data")).toBe(expected);
});

test("lies between the shortest and the longest of the last five", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5000), { minLength: 1, maxLength: 12 }), (times) => {
      const expected = expectedSeconds(times.map((seconds) => run(did(seconds)))).get("restore-data") ?? NaN;
      expect(expected).toBeGreaterThanOrEqual(Math.min(...times.slice(0, 5)));
      expect(expected).toBeLessThanOrEqual(Math.max(...times.slice(0, 5)));
    }),
  );
});
