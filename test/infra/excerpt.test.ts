import fc from "fast-check";
import { expect, test } from "vitest";
import { excerpt, type Piece } from "../../infra/excerpt.ts";

const at = (text: string, marked: string, shown: readonly string[], covered: readonly string[] = []): string => {
  const piece = (part: string, isShown: boolean): Piece => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length, shown: isShown });
  return excerpt(text, text.indexOf(marked), [...shown.map((part) => piece(part, true)), ...covered.map((part) => piece(part, false))]);
};

test("the caret stands under the place, and only what may be shown is", () => {
  expect(at("a: 1\nport: { b: eighty, c: hidden } # why\n", "eighty", ["port", "b:", "eighty", "c:"], ["hidden"])).toBe("2 | port: { b: eighty, c: […] }\n  |            ^");
});

test("under what is covered, the caret stands at its cover", () => {
  expect(at("a: 'top # secret' b", "top", ["a:"], ["'top # secret'"])).toBe("1 | a: […] […]\n  |    ^");
});

test("an end of a file without a line is a place, too", () => {
  expect(excerpt("a: 1\n", 5, [])).toBe("2 |\n  | ^");
});

test("what would move a terminal's cursor is a blank", () => {
  expect(at("a: \u001b[2Jx\ty", "x", ["a: \u001b[2Jx\ty"])).toBe("1 | a:  [2Jx y\n  |        ^");
});

test("a long line is cut around the caret, which stays under its place", () => {
  const line = fc.tuple(fc.stringMatching(/^[a-z]{0,300}$/), fc.stringMatching(/^[a-z]{0,300}$/));
  fc.assert(
    fc.property(line, ([before, after]) => {
      const text = `${before}^${after}`;
      const [first = "", second = ""] = excerpt(text, before.length, [{ start: 0, end: text.length, shown: true }]).split("\n");
      expect([first.length, second.length].every((length) => length <= 76)).toBe(true);
      expect(first[second.indexOf("^")]).toBe("^");
    }),
  );
});
