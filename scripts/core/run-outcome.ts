import { isExpected, type FailoverError } from "./errors.ts";
import { Exit, type ExitCode } from "./exit.ts";

/** What went wrong or is asked, in the words a person is told. */
export type Problem = { readonly step: string | null; readonly code: string; readonly what: string; readonly why: string; readonly next: string };

/** How `run` or `resume` ended, and the commands to type after it, in order. `refused`: nothing was begun. */
export type RunOutcome = {
  readonly event: "done" | "failed" | "stopped" | "waits" | "refused";
  readonly run: string | null;
  readonly exitCode: ExitCode;
  readonly problems: readonly Problem[];
  readonly next: readonly string[];
};

/** A problem as the outcome tells it. */
export const problemOf = ({ code, advice: { what, why, next } }: FailoverError, step: string | null): Problem => ({ step, code, what, why, next });

const asks: ReadonlySet<string> = new Set(["STEP_WAITS", "STEP_INTERRUPTED"]);

/** The outcome of a run that was carried out as far as it went; among `problems` of one that waits are the steps that ask. */
export function runOutcome(event: "done" | "failed" | "stopped" | "waits", run: string, problems: readonly Problem[]): RunOutcome {
  switch (event) {
    case "done":
      return { event, run, exitCode: Exit.ok, problems, next: ["failover report"] };
    case "failed":
      return { event, run, exitCode: Exit.failed, problems, next: ["failover resume"] };
    case "stopped":
      return { event, run, exitCode: Exit.stopped, problems, next: ["failover resume"] };
    case "waits": {
      const approvals = problems.flatMap(({ step, code }) => (step === null || !asks.has(code) ? [] : [`failover approve ${step} --because "…"`]));
      return { event, run, exitCode: Exit.stopped, problems, next: [...approvals, "failover resume"] };
    }
  }
}

/** The outcome of a command that threw: an expected error is a refusal, and what to do is in its `next`; anything else is a bug. */
export function outcomeOfError(error: unknown): RunOutcome {
  if (isExpected(error)) return { event: "refused", run: null, exitCode: error.advice.exit ?? Exit.refused, problems: [problemOf(error, null)], next: [] };
  const what = error instanceof Error ? error.message : String(error);
  const problem = { step: null, code: "UNEXPECTED", what, why: "nobody foresaw it: this is a bug in the kit", next: "the journal is safe; 'failover status' shows where the run stands" };
  return { event: "failed", run: null, exitCode: Exit.failed, problems: [problem], next: ["failover status"] };
}
