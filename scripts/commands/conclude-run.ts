import { FailoverError, isExpected } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { protectionLines, type Protection } from "../core/protection.ts";
import { refusal } from "../core/refusal.ts";
import { problemOf, runOutcome } from "../core/run-outcome.ts";
import type { Failure, Outcome, Question } from "../pipeline/engine.ts";
import type { Operator } from "../ports.ts";
import type { RunView } from "../world.ts";

type Concluding = {
  readonly run: string;
  readonly steps: readonly { readonly id: string; readonly title: string }[];
  readonly view: Operator & RunView;
  readonly debug: boolean;
  readonly protection: Protection | undefined;
  /** What a run that is done did not bring about. */
  readonly fellShort: FailoverError | undefined;
};

type Told = { readonly step: string; readonly error: FailoverError };

/** Tells how a run went, to a person and to a program, and what to type next. */
export function conclude(outcome: Outcome, { run, steps, view, debug, protection, fellShort }: Concluding): ExitCode {
  const told = outcome.outcome === "done" && fellShort !== undefined ? [{ step: steps.at(-1)?.id ?? "", error: fellShort }] : toldOf(outcome, steps);
  for (const { error } of told) view.say(refusal(error, debug));
  for (const line of protectionLines(protection)) view.say(line);
  if (outcome.outcome === "done") view.say(`Run ${run} is done. 'failover report' says how long each step took.`);
  if (outcome.outcome === "stopped") view.say(`Stopped. Run ${run} can be resumed: 'failover resume'.\nWork on the machines themselves may go on meanwhile.`);
  view.concluded(runOutcome(outcome.outcome, run, told.map(({ step, error }) => problemOf(error, step))));
  return outcome.outcome === "done" && fellShort !== undefined ? Exit.failed : exits[outcome.outcome];
}

const exits = { done: Exit.ok, failed: Exit.failed, stopped: Exit.stopped, waits: Exit.stopped } as const satisfies Record<Outcome["outcome"], ExitCode>;

function toldOf(outcome: Outcome, steps: Concluding["steps"]): readonly Told[] {
  if (outcome.outcome === "done") return [];
  const failed = (outcome.failures ?? []).map((failure) => ({ step: failure.step.id, error: asRefusal(failure) }));
  if (outcome.outcome === "waits") return [...failed, ...outcome.questions.map((question) => ({ step: question.step, error: asked(question, steps) }))];
  return failed;
}

function asked({ step, because }: Question, steps: Concluding["steps"]): FailoverError {
  const title = steps.find(({ id }) => id === step)?.title ?? step;
  return new FailoverError(because === "approval" ? "STEP_WAITS" : "STEP_INTERRUPTED", { step, title });
}

const asRefusal = ({ step, error }: Failure): FailoverError =>
  isExpected(error)
    ? error
    : new FailoverError("STEP_BROKE", { step: step.id, title: step.title, message: error instanceof Error ? error.message : String(error) }, { cause: error });
