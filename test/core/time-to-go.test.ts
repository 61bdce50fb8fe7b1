import fc from "fast-check";
import { expect, test } from "vitest";
import { timeToGo, type TimeToGo } from "../../scripts/core/time-to-go.ts";

const graph = [
  { id: "choose", needs: [] },
  { id: "stand-up", needs: [] },
  { id: "restore", needs: ["choose", "stand-up"] },
  { id: "configure", needs: ["stand-up"] },
  { id: "start", needs: ["restore", "configure"] },
];
const ids = graph.map(({ id }) => id);
const all = { choose: 1, "stand-up": 5, restore: 20, configure: 4, start: 2 };
const { choose: _, ...some } = all;

type Case = readonly [string, { expected: Readonly<Record<string, number>>; done?: readonly string[]; running?: Readonly<Record<string, number>> }, TimeToGo | undefined];

test.each<Case>([
  ["at the beginning: the critical path", { expected: all }, { seconds: 27, atLeast: false }],
  ["what is done counts no more", { expected: all, done: ["choose", "stand-up"] }, { seconds: 22, atLeast: false }],
  ["what a running step has behind it counts no more", { expected: all, done: ["choose", "stand-up"], running: { restore: 15 } }, { seconds: 7, atLeast: false }],
  ["a step over its time delays the rest, and counts as nothing itself", { expected: all, done: ["choose", "stand-up", "configure"], running: { restore: 500 } }, { seconds: 2, atLeast: false }],
  ["the slower of two side by side decides", { expected: all, done: ["choose", "stand-up"], running: { restore: 19, configure: 0 } }, { seconds: 6, atLeast: false }],
  ["a step nobody knows makes it a lower bound", { expected: some }, { seconds: 27, atLeast: true }],
  ["unless it is done", { expected: some, done: ["choose"] }, { seconds: 27, atLeast: false }],
  ["nothing known: nothing said", { expected: {} }, undefined],
  ["nothing known of what is left: nothing said", { expected: { choose: 1 }, done: ["choose"] }, undefined],
  ["all done: nothing to go", { expected: all, done: ids }, { seconds: 0, atLeast: false }],
])("%s", (_name, { expected, done = [], running = {} }, toGo) => {
  expect(timeToGo({ graph, done: new Set(done), expectedSeconds: new Map(Object.entries(expected)) }, new Map(Object.entries(running)))).toEqual(toGo);
});

const seconds = fc.dictionary(fc.constantFrom(...ids), fc.double({ min: 0, max: 5000, noNaN: true }));
const outlooks = fc.record({ expected: seconds, running: seconds, done: fc.subarray(ids) });
const toGo = ({ expected, running, done }: { expected: Record<string, number>; running: Record<string, number>; done: readonly string[] }) =>
  timeToGo({ graph, done: new Set(done), expectedSeconds: new Map(Object.entries(expected)) }, new Map(Object.entries(running)))?.seconds ?? 0;

test("is never negative, never less than what the longest open step still needs, never more than all of them in a row", () => {
  fc.assert(
    fc.property(outlooks, (outlook) => {
      const left = ids.filter((id) => !outlook.done.includes(id)).map((id) => Math.max(0, (outlook.expected[id] ?? 0) - (outlook.running[id] ?? 0)));
      expect(toGo(outlook)).toBeGreaterThanOrEqual(Math.max(0, ...left));
      expect(toGo(outlook)).toBeLessThanOrEqual(left.reduce((sum, time) => sum + time, 0) + 1e-9);
    }),
  );
});

test("never grows as time passes or steps end", () => {
  fc.assert(
    fc.property(outlooks, fc.double({ min: 0, max: 100, noNaN: true }), fc.constantFrom(...ids), (outlook, passed, ending) => {
      const later = { ...outlook, running: Object.fromEntries(Object.entries(outlook.running).map(([id, time]) => [id, time + passed])) };
      expect(toGo(later)).toBeLessThanOrEqual(toGo(outlook));
      expect(toGo({ ...outlook, done: [...outlook.done, ending] })).toBeLessThanOrEqual(toGo(outlook));
    }),
  );
});

test("shrinks by at most the time that passed while steps run that do not need one another", () => {
  fc.assert(
    fc.property(seconds, fc.double({ min: 0, max: 100, noNaN: true }), (expected, passed) => {
      const begun = { expected, done: ["choose", "stand-up"], running: { restore: 0, configure: 0 } };
      const later = { ...begun, running: { restore: passed, configure: passed } };
      expect(toGo(begun) - toGo(later)).toBeLessThanOrEqual(passed + 1e-9);
    }),
  );
});
