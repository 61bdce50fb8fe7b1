import { expect, test } from "vitest";
import { FailoverError, isExpected } from "../../scripts/core/errors.ts";
import { exportTrouble } from "../../scripts/core/export-trouble.ts";

test.each([
  new FailoverError("COMMAND_FAILED", { command: "pg_dump", exitCode: 1, tail: "connection lost" }),
  new FailoverError("COMMAND_KILLED", { command: "pg_dump", signal: "SIGKILL", tail: "" }),
  new FailoverError("COMMAND_TIMED_OUT", { command: "pg_dump", timeoutSeconds: 60, tail: "" }),
])("of an export that broke off nobody is told to resume a run: $code", (error) => {
  const told = exportTrouble(error, "/spool");
  expect(isExpected(told) && told.code).toBe("EXPORT_BROKE_OFF");
  expect(isExpected(told) && told.advice.next).not.toContain("resume");
});
