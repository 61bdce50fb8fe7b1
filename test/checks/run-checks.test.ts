import { expect, test } from "vitest";
import type { Check } from "./check.ts";
import { runChecks } from "./run-checks.ts";

const check = (title: string, passed: number, failed: number, output = ""): Check => ({ title, run: async () => ({ passed, failed, output }) });
const timeless = (lines: readonly string[]) => lines.map((line) => line.replace(/\d+\.\d s/, "0.0 s"));

test("each check is one line, its output shown only when something failed", async () => {
  const said: string[] = [];
  const totals = await runChecks([check("types", 1, 0, "chatter"), check("tests", 7, 2, "one\ntwo\n"), check("lint", 0, 1, "bad")], 1, (line) => said.push(...line.split("\n")));
  expect(totals).toEqual({ passed: 8, failed: 3 });
  expect(timeless(said)).toEqual([
    "ok     types  (0.0 s)",
    "FAILED tests  2 of 9 failed  (0.0 s)",
    "       one",
    "       two",
    "FAILED lint  (0.0 s)",
    "       bad",
  ]);
});

test("a check that cannot be carried out has failed", async () => {
  const said: string[] = [];
  const broken: Check = { title: "playbooks", run: () => Promise.reject(new Error("no Python")) };
  expect(await runChecks([broken], 1, (line) => said.push(line))).toEqual({ passed: 0, failed: 1 });
  expect(said.at(-1)).toBe("       no Python");
});
