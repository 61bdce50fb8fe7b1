import { expect, test } from "vitest";
import { LOOKS_PER_TURN, turns, YOUNG_MS } from "../../../lab/leaks/turns.ts";

const pids = Array.from({ length: 40 }, (_, index) => String(1000 + index));

test("a young process is looked at every time, an older one once in so many looks, and each look costs alike", () => {
  const whoseTurn = turns();
  expect(whoseTurn(pids, 0)).toEqual(pids);
  expect(whoseTurn(pids, YOUNG_MS - 1)).toEqual(pids);
  const looks = Array.from({ length: LOOKS_PER_TURN }, (_, index) => whoseTurn([...pids, "7"], YOUNG_MS + index));
  expect(looks.every((look) => look.includes("7"))).toBe(true);
  expect(looks.map((look) => look.length)).toEqual(looks.map(() => 1 + pids.length / LOOKS_PER_TURN));
  expect([...new Set(looks.flat())].toSorted()).toEqual([...pids, "7"].toSorted());
});

test("a number that comes again is another process, and young", () => {
  const whoseTurn = turns();
  whoseTurn(pids, 0);
  whoseTurn([], YOUNG_MS * 2);
  expect(whoseTurn(pids, YOUNG_MS * 3)).toEqual(pids);
});
