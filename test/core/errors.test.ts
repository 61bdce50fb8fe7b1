import { expect, test } from "vitest";
import { FailoverError, isExpected } from "../../scripts/core/errors.ts";
import { Exit } from "../../scripts/core/exit.ts";
import { refusal } from "../../scripts/core/refusal.ts";
import { codes, exampleOf } from "../support/errors-page.ts";

/** Something to type, or a place to look at. */
const directs = /'[^']+'|--[a-z]|docs\/|\b(check|compare|correct|export|give|go|look|mend|name|put|read|set|type)\b/;

test.each(codes)("%s says what, why and what next, calmly", (code) => {
  expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
  const { what, why, next, exit } = exampleOf(code).advice;
  for (const part of [what, why, next]) {
    expect(part.length).toBeGreaterThan(10);
    expect(part).not.toMatch(/undefined|\[object|\.$/);
    for (const line of part.split("\n")) expect(line.trim()).not.toBe("");
  }
  expect(`${why}${next}`).not.toMatch(/[!\n]/);
  expect(next).toMatch(directs);
  expect([undefined, ...Object.values(Exit)]).toContain(exit);
});

test.each(codes)("%s fits into 80 columns", (code) => {
  expect(refusal(exampleOf(code), false).split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("is printed in three lines, its cause only when asked for", () => {
  const error = new FailoverError("RUN_ALREADY_OPEN", { run: "r1" }, { cause: new Error("deep") });
  expect(refusal(error, false)).toMatchInlineSnapshot(`
    "RUN_ALREADY_OPEN: run r1 is open
       why: two runs would change the same machines and the same names
      next: 'failover resume' goes on with it; 'failover status' shows where it
            stands"
  `);
  expect(refusal(error, true)).toContain("cause: Error: deep");
});

test("is told from a bug", () => {
  expect([isExpected(new FailoverError("RUN_ALREADY_OPEN", { run: "r1" })), isExpected(new Error("x")), isExpected("x")]).toEqual([true, false, false]);
});
