import { isExpected } from "../core/errors.ts";
import type { Json } from "../core/journal.ts";
import { nextMoves, type Move } from "../core/next-moves.ts";
import { replay, stateOf, type RunState } from "../core/replay.ts";
import type { JournalStore, Ports } from "../ports.ts";
import type { Context, Step } from "../steps/step.ts";
import type { RunView } from "../world.ts";

export type Drive = {
  readonly steps: readonly Step[];
  readonly journal: JournalStore;
  readonly portsFor: (step: string) => Ports;
  readonly about: Omit<Context, "attempt" | "output" | "decided">;
  readonly view: RunView;
  readonly stop: AbortSignal;
};

export type Failure = { readonly step: Step; readonly error: unknown };
export type Question = Extract<Move, { readonly do: "ask" }>;

/** How driving ended. All but "done" leave a run that can be resumed. */
export type Outcome =
  | { readonly outcome: "done" }
  | { readonly outcome: "waits"; readonly questions: readonly Question[] }
  | { readonly outcome: "failed" | "stopped"; readonly failures: readonly Failure[] };

type Ended = { readonly step: Step } & ({ readonly output: Json; readonly already: boolean } | { readonly error: unknown });

/** Drives a run as far as it can go. Begin and resume are the same: the journal says what is left to do. */
export async function drive(run: Drive): Promise<Outcome> {
  const running = new Map<string, Promise<Ended>>();
  const failures: Failure[] = [];
  try {
    for (;;) {
      const state = replay(await run.journal.read());
      const moves = nextMoves(state, run.steps, new Set(running.keys()));
      if (failures.length === 0 && !run.stop.aborted) await begin(run, state, moves, running);
      if (running.size === 0) return await conclude(run, state, moves, failures);

      const ended = await Promise.race(running.values());
      running.delete(ended.step.id);
      failures.push(...(await record(run, ended)));
    }
  } finally {
    // Nothing may go on changing the world after its driver has given up.
    await Promise.all(running.values());
    run.view.close();
  }
}

async function begin(run: Drive, state: RunState, moves: readonly Move[], running: Map<string, Promise<Ended>>): Promise<void> {
  for (const move of moves) {
    if (move.do !== "run") continue;
    const step = find(run.steps, move.step);
    await run.journal.append({ type: "step-begun", step: step.id, attempt: move.attempt });
    run.view.began(step.id, step.title, move.attempt);
    running.set(step.id, perform(step, run.portsFor(step.id), contextOf(run, state, step, move.attempt)));
  }
}

/** Asks the world first: what is already as it should be is not done again. */
async function perform(step: Step, ports: Ports, context: Context): Promise<Ended> {
  try {
    const found = await step.check(ports, context);
    if (found !== undefined) return { step, output: found, already: true };
    return { step, output: await step.run(ports, context), already: false };
  } catch (error) {
    return { step, error };
  }
}

/** Writes down how a step ended, and returns it if it is a failure. */
async function record({ journal, view, stop }: Drive, ended: Ended): Promise<readonly Failure[]> {
  const { id } = ended.step;
  if ("output" in ended) {
    await journal.append({ type: "step-done", step: id, output: ended.output });
    view.ended(id, ended.already ? "done already" : "done");
    return [];
  }
  // A step cut short by our own stopping may have half happened; the journal keeps saying so.
  if (stop.aborted) {
    view.ended(id, "stopped");
    return [];
  }
  const { code, what } = summaryOf(ended.error);
  await journal.append({ type: "step-failed", step: id, code, what });
  view.ended(id, "failed", what);
  return [ended];
}

async function conclude({ journal, stop }: Drive, state: RunState, moves: readonly Move[], failures: readonly Failure[]): Promise<Outcome> {
  if (state.ended !== undefined) return { outcome: "done" };
  if (stop.aborted) return { outcome: "stopped", failures };
  if (failures.length > 0) return { outcome: "failed", failures };
  const questions = moves.filter((move) => move.do === "ask");
  if (questions.length > 0) return { outcome: "waits", questions };
  if (moves.length === 0) throw new Error("bug: the run has not ended and nothing can begin");
  await journal.append({ type: "run-ended", outcome: "done" });
  return { outcome: "done" };
}

function contextOf({ about, steps }: Drive, state: RunState, reader: Step, attempt: number): Context {
  return {
    ...about,
    attempt,
    output: (id) => {
      const step = stateOf(state, find(steps, id).id);
      if (step.at !== "done") throw new Error(`bug: '${reader.id}' reads '${id}', which has not finished`);
      return step.output;
    },
    decided: (decision) => state.decisions.get(decision)?.what,
  };
}

function find(steps: readonly Step[], id: string): Step {
  const step = steps.find((candidate) => candidate.id === id);
  if (step === undefined) throw new Error(`bug: there is no step '${id}'`);
  return step;
}

const summaryOf = (error: unknown): { readonly code: string; readonly what: string } =>
  isExpected(error) ? { code: error.code, what: error.advice.what } : { code: "UNEXPECTED", what: error instanceof Error ? error.message : String(error) };
