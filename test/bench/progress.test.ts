import { expect, test } from "vitest";
import { minutes, piecesOf } from "../../bench/progress.ts";

test("each piece tells what is gone and what is to go, at the pace so far", async () => {
  let now = 100;
  const lines: string[] = [];
  const next = piecesOf([["filling", 10], ["exporting", 20], ["restoring", 60]], (line) => lines.push(line), () => now);
  for (const seconds of [20, 40, 120]) await next(async () => void (now += seconds));
  expect(lines).toEqual(["[0:00, about 1:30 to go] filling", "[0:20, about 2:40 to go] exporting", "[1:00, about 2:00 to go] restoring"]);
});

test("what a piece gives is handed on, and one that fails is the end", async () => {
  const next = piecesOf([["one", 1], ["two", 1]], () => undefined);
  expect(await next(async () => 7)).toBe(7);
  await expect(next(async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("work that is in no plan is a mistake", async () => {
  await expect(piecesOf([], () => undefined)(async () => 1)).rejects.toThrow("in no plan");
});

test("seconds are shown as a clock shows them", () => {
  expect([0, 59.6, 185].map(minutes)).toEqual(["0:00", "1:00", "3:05"]);
});
