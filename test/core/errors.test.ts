import { expect, test } from "vitest";
import { catalogue, FailoverError, isExpected } from "../../scripts/core/errors.ts";
import { Exit } from "../../scripts/core/exit.ts";
import { refusal } from "../../scripts/core/refusal.ts";

/** Facts of every shape: each fact is a text, a number and a list at once. */
const facts = new Proxy({}, { get: () => Object.assign(["one fact", "two facts"], { trim: () => "text", join: () => "one fact, two facts" }) });

test.each(Object.entries(catalogue))("%s says what, why and what next, calmly", (code, advise) => {
  expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
  const { what, why, next, exit } = advise(facts as never);
  for (const line of [what, why, next].map(String)) {
    expect(line.length).toBeGreaterThan(10);
    expect(line).not.toMatch(/[!]|undefined|\.$/);
  }
  expect([undefined, ...Object.values(Exit)]).toContain(exit);
});

test("is printed in three lines, its cause only when asked for", () => {
  const error = new FailoverError("RUN_ALREADY_OPEN", { run: "r1" }, { cause: new Error("deep") });
  expect(refusal(error, false).split("\n")).toHaveLength(3);
  expect(refusal(error, true)).toContain("cause: Error: deep");
});

test("is told from a bug", () => {
  expect([isExpected(new FailoverError("RUN_ALREADY_OPEN", { run: "r1" })), isExpected(new Error("x")), isExpected("x")]).toEqual([true, false, false]);
});
