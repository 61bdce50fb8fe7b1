import fc from "fast-check";
import { expect, test } from "vitest";
import { liveFrame, type AtWork, type Tally } from "../../scripts/core/live-frame.ts";
import { displayWidth } from "../../scripts/core/one-line.ts";

const restoring: AtWork = { step: "restore-data", text: "loading rows (12 s)", seconds: 12.9, expectedSeconds: 19.2 };
const configuring: AtWork = { step: "configure-hosts", text: "Put the application in place", seconds: 65, expectedSeconds: undefined };
const tally: Tally = { done: 3, all: 13, elapsedSeconds: 42, toGo: { seconds: 69.5, atLeast: false }, lateSeconds: 0 };
const place = { columns: 80, rows: 24, ellipsis: "…" };
const frame = (atWork: readonly AtWork[], change: Partial<Tally> = {}, where: Partial<typeof place> = {}) => liveFrame(atWork, { ...tally, ...change }, { ...place, ...where }).join("\n");

test("a line for each step at work, times under each other, and the sum", () => {
  expect(frame([restoring, configuring])).toMatchInlineSnapshot(`
    "
      restore-data     0:12 of about 0:20  loading rows (12 s)
      configure-hosts  1:05                Put the application in place
      3 of 13 steps done, 0:42 elapsed, about 1:10 to go"
  `);
});

test.each<[string, Partial<Tally>, Partial<typeof place>, string]>([
  ["late", { lateSeconds: 12.4 }, {}, "  3 of 13 steps done, 0:42 elapsed, about 1:10 to go, 0:12 later than expected"],
  ["a lower bound", { toGo: { seconds: 60, atLeast: true } }, {}, "  3 of 13 steps done, 0:42 elapsed, at least 1:00 to go"],
  ["nothing known", { toGo: undefined }, {}, "  3 of 13 steps done, 0:42 elapsed"],
  ["overdue with nothing left but what runs", { toGo: { seconds: 0, atLeast: false }, lateSeconds: 3 }, {}, "  3 of 13 steps done, 0:42 elapsed, 0:03 later than expected"],
  ["not yet told which steps there are", { all: undefined, toGo: undefined }, {}, "  3 done, 0:42 elapsed"],
  ["a narrow terminal loses the last figure, whole", { lateSeconds: 12.4 }, { columns: 60 }, "  3 of 13 steps done, 0:42 elapsed, about 1:10 to go"],
])("the sum when %s", (_, change, where, line) => {
  expect(frame([], change, where)).toBe(`\n${line}`);
});

const six = ["a", "b", "c", "d", "e", "f"].map((step): AtWork => ({ step, text: step.repeat(3), seconds: 1, expectedSeconds: undefined }));

test.each<[number, readonly string[]]>([
  [24, ["", "  a  0:01  aaa", "  b  0:01  bbb", "  c  0:01  ccc", "  d  0:01  ddd", "  e  0:01  eee", "  f  0:01  fff"]],
  [9, ["", "  a  0:01  aaa", "  b  0:01  bbb", "  c  0:01  ccc", "  d  0:01  ddd", "  e  0:01  eee", "  f  0:01  fff"]],
  [8, ["  a  0:01  aaa", "  b  0:01  bbb", "  c  0:01  ccc", "  d  0:01  ddd", "  e  0:01  eee", "  f  0:01  fff"]],
  [7, ["  a  0:01  aaa", "  b  0:01  bbb", "  c  0:01  ccc", "  d  0:01  ddd", "  and 2 more at work"]],
  [4, ["  a  0:01  aaa", "  and 5 more at work"]],
  [3, ["  6 steps at work"]],
  [2, []],
  [1, []],
])("on %d rows six steps take no more lines than there is room for", (rows, lines) => {
  expect(frame(six, {}, { rows }).split("\n")).toEqual([...lines, "  3 of 13 steps done, 0:42 elapsed, about 1:10 to go"]);
});

const texts = fc.oneof(fc.string({ unit: "grapheme", maxLength: 300 }), fc.constantFrom("字".repeat(100), "\u001b[2J\u001b[31mred", "👩‍👩‍👧‍👦".repeat(40), "50 %\r60 %\r70 %", "a\nb"));
const steps = fc.array(fc.record({ step: fc.constantFrom("stand-up", "watch-propagation"), text: texts, seconds: fc.nat(100_000), expectedSeconds: fc.option(fc.nat(100_000), { nil: undefined }) }), { maxLength: 40 });

test("is never as wide as the terminal, never as high, and has no control character, from 60 to 200 columns", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 60, max: 200 }), fc.integer({ min: 2, max: 60 }), fc.nat(100_000), (atWork, columns, rows, lateSeconds) => {
      const lines = liveFrame(atWork, { ...tally, lateSeconds, elapsedSeconds: lateSeconds }, { columns, rows, ellipsis: "…" });
      expect(lines.length).toBeLessThanOrEqual(rows - 1);
      for (const line of lines) {
        expect(displayWidth(line)).toBeLessThan(columns);
        expect(line).not.toMatch(/\p{Cc}/u);
      }
    }),
  );
});
