import fc from "fast-check";
import { expect, test } from "vitest";
import { criticalPath } from "../../scripts/core/critical-path.ts";

const graph = [
  { id: "choose", needs: [] },
  { id: "stand-up", needs: [] },
  { id: "restore", needs: ["choose", "stand-up"] },
  { id: "configure", needs: ["stand-up"] },
  { id: "start", needs: ["restore", "configure"] },
];

test("follows the slower side at every meeting", () => {
  const seconds = new Map([["choose", 1], ["stand-up", 5], ["restore", 3], ["configure", 4], ["start", 1]]);
  expect(criticalPath(graph, seconds)).toEqual({ steps: ["stand-up", "configure", "start"], seconds: 10 });
});

test("a step nobody measured costs nothing and is passed through", () => {
  expect(criticalPath(graph, new Map([["choose", 2]]))).toEqual({ steps: ["choose", "restore", "start"], seconds: 2 });
});

test("lies between the longest step and the sum of all", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100), { minLength: 5, maxLength: 5 }), (times) => {
      const { seconds } = criticalPath(graph, new Map(graph.map(({ id }, i) => [id, times[i] ?? 0])));
      expect(seconds).toBeGreaterThanOrEqual(Math.max(...times));
      expect(seconds).toBeLessThanOrEqual(times.reduce((sum, time) => sum + time, 0));
    }),
  );
});
