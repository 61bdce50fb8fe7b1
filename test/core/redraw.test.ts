import fc from "fast-check";
import { expect, test } from "vitest";
import { redraw } from "../../scripts/core/redraw.ts";
import { emulatedScreen } from "../support/screen.ts";

const words = fc.stringMatching(/^[a-z字]{1,39}$/).filter((text) => text.length < 20);
const drawing = fc.record({ above: fc.option(fc.oneof(words, fc.constant("x".repeat(100)), fc.constant("one\ntwo")), { nil: undefined }), frame: fc.array(fc.oneof(words, fc.constant("")), { maxLength: 6 }) });

test("after any drawings a person sees all that was said, once, and under it the last frame", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(drawing, { minLength: 1, maxLength: 12 }), async (drawings) => {
      const screen = emulatedScreen(40, 8);
      let drawn: readonly string[] = [];
      for (const { above, frame } of drawings) {
        screen.write(redraw(drawn, above, frame, 40));
        drawn = frame;
      }
      const said = drawings.flatMap(({ above }) => above?.split("\n") ?? []).flatMap((line) => line.match(/.{1,40}/g) ?? []);
      const expected = [...said, ...drawn];
      expect(await screen.lines()).toEqual(expected.slice(0, expected.findLastIndex((line) => line !== "") + 1));
    }),
    { numRuns: 50 },
  );
});

test("the screen is never erased from where the cursor went up to", () => {
  fc.assert(fc.property(drawing, drawing, (before, { above, frame }) => void expect(redraw(before.frame, above, frame, 40)).not.toMatch(/A\r?\u001b\[0?J/)));
});

test("a row that was folded is erased as a whole before it is written on; others are overwritten", () => {
  expect(redraw(["x".repeat(60)], undefined, ["y"], 40)).toBe("\r\u001b[2A\u001b[2K\r\n\u001b[2K\r\n\u001b[2Ay\r\n");
  expect(redraw(["x".repeat(40)], undefined, ["y"], 40)).toBe("\r\u001b[1Ay\u001b[K\r\n\u001b[J");
});
