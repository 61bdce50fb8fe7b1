import fc from "fast-check";
import { expect, test } from "vitest";
import { wrapped } from "../../scripts/core/wrapped.ts";

const filler = "word ".repeat(14).trim();

test("what follows a break hangs below the text", () => {
  expect(wrapped(`  next: ${filler} and the rest`, 8)).toBe(`  next: ${filler}\n        and the rest`);
});

test("what fits is left as it is, blanks and all", () => {
  expect(wrapped("  | \n  |   ^  ^", 8)).toBe("  | \n  |   ^  ^");
});

test("an item of a list hangs below its own text", () => {
  expect(wrapped(`list:\n  - ${filler} ${filler}`, 8)).toBe(`list:\n  - ${filler} word\n    ${filler.slice(5)}`);
});

test.each([
  "'failover approve open-writes --because \"the old side is fenced\"'",
  "'failover status';",
  `'eval "$(failover env)"',`,
])("%s is never broken", (command) => {
  for (const before of [50, 55, 60, 65]) expect(wrapped(`  next: ${"x".repeat(before)} then ${command} and so on and on and on`, 8)).toContain(command);
});

test("an apostrophe quotes nothing", () => {
  expect(wrapped(`the kit's own ${filler} and the person's word`, 2)).toBe(`the kit's own ${filler.slice(0, -5)}\n  word and the person's word`);
});

test("no word is lost or changed, and no line is too long unless one word is", () => {
  const words = fc.array(fc.stringMatching(/^[a-z0-9.,;:()-]{1,20}$/), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(words, fc.integer({ min: 0, max: 12 }), (some, hang) => {
      const text = wrapped(some.join(" "), hang);
      expect(text.split(/\s+/).filter((one) => one !== "")).toEqual(some);
      expect(text.split("\n").every((line) => line.length <= 80)).toBe(true);
    }),
  );
});
