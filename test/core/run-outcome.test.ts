import { expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import { problemOf, outcomeOfError, runOutcome } from "../../scripts/core/run-outcome.ts";

const waits = problemOf(new FailoverError("STEP_WAITS", { step: "cut-over-dns", title: "Move the names" }), "cut-over-dns");

test.each([
  ["done", [], 0, ["failover report"]],
  ["failed", [], 1, ["failover resume"]],
  ["stopped", [], 4, ["failover resume"]],
  ["waits", [waits], 4, [`failover approve cut-over-dns --because "…"`, "failover resume"]],
] as const)("a run that is %s says how the command exits and what to type", (event, problems, exitCode, next) => {
  expect(runOutcome(event, "r1", problems)).toEqual({ event, run: "r1", exitCode, problems, next });
});

test("what has failed aside is told beside what is asked, and is not to be approved", () => {
  const failed = problemOf(new FailoverError("SEARCH_SILENT", { machine: "search", address: "10.20.1.5", port: 9200, heard: "" }), "rebuild-search");
  expect(runOutcome("waits", "r1", [failed, waits])).toMatchObject({ exitCode: 4, problems: [failed, waits], next: [`failover approve cut-over-dns --because "…"`, "failover resume"] });
});

test("a refusal keeps its own exit code and words", () => {
  const outcome = outcomeOfError(new FailoverError("NO_OPEN_RUN", { project: "/p" }));
  expect(outcome).toMatchObject({ event: "refused", run: null, exitCode: 3, next: [], problems: [{ step: null, code: "NO_OPEN_RUN" }] });
  expect(outcome.problems[0]?.next).toContain("failover");
});

test("what nobody foresaw is told as a failure, without its stack", () => {
  const outcome = outcomeOfError(new TypeError("x is not a function"));
  expect(outcome).toMatchObject({ event: "failed", exitCode: 1, next: ["failover status"], problems: [{ code: "UNEXPECTED", what: "x is not a function" }] });
  expect(JSON.stringify(outcome)).not.toContain(" at ");
});
