import fc from "fast-check";
import { expect, test } from "vitest";
import { displayWidth, fitted, harmless, indented, padded } from "../../scripts/core/one-line.ts";

test.each([
  ["colour is taken out, and what would move the cursor", "\u001b[31mred\u001b[0m\rand\tmore", "red and more"],
  ["a link keeps its text", "\u001b]8;;https://example.com\u0007here\u001b]8;;\u0007", "here"],
  ["a title for the window is no text", "\u001b]0;owned\u0007done", "done"],
  ["half a sequence does nothing", "cut off: \u001b[3", "cut off: "],
  ["eight-bit controls count as well", "a\u009b2Jb\u0085c", "ab c"],
  ["reading direction stays as it is", "abc\u202edef\u2066", "abcdef"],
  ["bells and backspaces are spaces", "a\u0007\bb", "a  b"],
  ["lines stay lines", "one\r\ntwo\nthree", "one\ntwo\nthree"],
])("%s", (_, text, plain) => {
  expect(harmless(text)).toBe(plain);
});

test.each([
  ["plain", 5],
  ["字字", 4],
  ["e\u0301", 1],
  // Four people joined into one: terminals that do not join them show all four.
  ["👩‍👩‍👧‍👦", 8],
  ["❤️", 2],
])("'%s' takes at most %d columns", (text, columns) => {
  expect(displayWidth(text)).toBe(columns);
});

test.each([
  ["short", 80, "short"],
  ["exactly", 7, "exactly"],
  ["too long", 7, "too lo…"],
  ["字字字", 5, "字字…"],
  ["字字字", 4, "字…"],
  ["two\nlines", 80, "two lines"],
  ["anything", 1, "…"],
  ["anything", 0, ""],
])("'%s' in %d columns is '%s'", (text, columns, line) => {
  expect(fitted(text, columns)).toBe(line);
});

test("without more than ASCII, what was cut off is three points", () => {
  expect(fitted("a".repeat(100), 10, "...")).toBe("aaaaaaa...");
});

const anything = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.constantFrom("\u001b[2J", "\u001b[31m", "字", "👩‍👩‍👧‍👦", "\r", "\n", "\u009b")).chain((a) =>
  fc.array(fc.oneof(fc.constant(a), fc.string({ unit: "grapheme" })), { maxLength: 30 }).map((parts) => parts.join("")),
);

test("whatever another program prints fits on one line and moves nothing", () => {
  fc.assert(
    fc.property(anything, fc.integer({ min: 1, max: 200 }), (text, columns) => {
      const line = fitted(text, columns);
      expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      expect(line).not.toMatch(/\p{Cc}/u);
    }),
  );
});

test("a paragraph is set in and broken between words; a word too wide is broken", () => {
  expect(indented("one two three", 2, 9)).toEqual(["  one two", "  three"]);
  expect(indented("abcdefgh", 2, 6)).toEqual(["  abcd", "  efgh"]);
  expect(indented("a\n\nb", 2, 80)).toEqual(["  a", "", "  b"]);
});

test("is filled up by width, not by characters", () => {
  expect([padded("字", 4), padded("abcd", 2)]).toEqual(["字  ", "abcd"]);
});
