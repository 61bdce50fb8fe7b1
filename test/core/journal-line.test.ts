import { expect, test } from "vitest";
import { lineHash, nextEntry, readLine, writeLine } from "../../scripts/core/journal-line.ts";
import { story } from "../support/world.ts";

const begun = { type: "run-begun", run: "r1", pipeline: "failover", planDigest: "abc" } as const;

test("an entry is one line of JSON in a fixed order, for ever", () => {
  const [entry] = story(begun);
  expect(entry && writeLine(entry)).toBe(
    '{"seq":0,"at":"1970-01-01T00:00:00.000Z","epoch":1,"previous":null,"event":{"type":"run-begun","run":"r1","pipeline":"failover","planDigest":"abc"}}',
  );
});

test("each entry carries the hash of the line before it", () => {
  const entries = story(begun, { type: "run-ended", outcome: "abandoned" });
  expect(entries[1]?.previous).toBe(lineHash(entries[0] === undefined ? "" : writeLine(entries[0])));
});

test("a line comes back as it was written, whatever a step put out", () => {
  const output = { 10: "ten", 2: "two", text: 'quotes " and \\ and \u2028 and ü', none: null, list: [1, 2.5, { deep: true }] };
  const entry = nextEntry([], { at: "t", epoch: 1 }, { type: "step-done", step: "a", output });
  expect(readLine(writeLine(entry), 0, "here")).toEqual(entry);
});

test.each([
  ["a half line", '{"seq":0,"at":"'],
  ["JSON that is no entry", '{"seq":0}'],
  ["an event nobody knows", '{"seq":0,"at":"","epoch":1,"previous":null,"event":{"type":"step-guessed","step":"a"}}'],
  ["an event with one field too many", '{"seq":0,"at":"","epoch":1,"previous":null,"event":{"type":"run-ended","outcome":"done","by":"me"}}'],
  ["a space that this kit would not write", '{"seq":0,"at":"","epoch":1,"previous":null, "event":{"type":"run-ended","outcome":"done"}}'],
])("refuses %s", (_, line) => {
  expect(() => readLine(line, 4, "here")).toThrow(/JOURNAL_BROKEN: journal entry 4: .*, in here/);
});
