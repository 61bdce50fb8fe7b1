import { FailoverError, isExpected } from "../core/errors.ts";
import type { Json } from "../core/journal.ts";
import { approvalOf, nextMoves, type Move } from "../core/next-moves.ts";
import { replay, stateOf, type RunState } from "../core/replay.ts";
import type { Answer } from "../core/answer.ts";
import type { Clock, JournalStore, Ports } from "../ports.ts";
import type { Context, Step } from "../steps/step.ts";
import type { RunView } from "../world.ts";

/** What makes it safe to act: a lease in force, and a journal that others can read. */
export interface Hold {
  /** True once everything said so far lies where others read it and this process may act on it; false if that will not be: `stop` is raised then. */
  settle(): Promise<boolean>;
  /** Whether this process may act this very moment. */
  isInForce(): boolean;
  tellSteps(steps: readonly string[]): void;
  /** People's answers that the journal does not hold yet. */
  answers(state: RunState): Promise<readonly Answer[]>;
}

export type Drive = {
  readonly steps: readonly Step[];
  readonly journal: JournalStore;
  readonly hold: Hold;
  readonly portsFor: (step: string) => Ports;
  readonly about: Omit<Context, "attempt" | "output" | "decided" | "noted" | "note">;
  readonly clock: Pick<Clock, "sleep">;
  readonly view: RunView;
  readonly stop: AbortSignal;
};

export type Failure = { readonly step: Step; readonly error: unknown };
export type Question = Extract<Move, { readonly do: "ask" }>;

/** How driving ended. All but "done" leave a run that can be resumed. */
export type Outcome =
  | { readonly outcome: "done" }
  | { readonly outcome: "waits"; readonly questions: readonly Question[]; /** Of what stands aside and failed meanwhile. */ readonly failures?: readonly Failure[] }
  | { readonly outcome: "failed" | "stopped"; readonly failures: readonly Failure[] };

type Ended = { readonly step: Step } & ({ readonly output: Json; readonly already: boolean } | { readonly error: unknown });

const ANSWERS_EVERY_SECONDS = 2;

/** Drives a run as far as it can go. Begin and resume are the same: the journal says what is left to do. */
export async function drive(run: Drive): Promise<Outcome> {
  const running = new Map<string, Promise<Ended>>();
  const failures: Failure[] = [];
  try {
    await recall(run, replay(await run.journal.read()));
    for (;;) {
      const state = await withAnswers(run, replay(await run.journal.read()), running);
      const moves = movesAfter(failures, nextMoves(state, run.steps, new Set(running.keys())));
      if (!holdUp(failures) && !run.stop.aborted) await begin(run, state, moves, { running, failures });
      run.hold.tellSteps([...running.keys()]);
      if (running.size === 0) return await conclude(run, state, moves, failures);

      const ended = await nextEnd(run, moves, running);
      if (ended === undefined) continue;
      running.delete(ended.step.id);
      failures.push(...(await record(run, ended)));
    }
  } finally {
    // Nothing may go on changing the world after its driver has given up.
    await Promise.all(running.values());
    run.view.close();
  }
}

/** Has finished steps put on this machine again what later ones look for there: it may not be the machine they ran on. */
async function recall(run: Drive, state: RunState): Promise<void> {
  for (const step of run.steps) {
    const now = stateOf(state, step.id);
    if (now.at === "done") await step.recall?.(run.portsFor(step.id), contextOf(run, state, step, now.attempt), now.output);
  }
}

/** The state with what people have answered meanwhile, where it is an answer to something asked. */
async function withAnswers({ journal, hold, steps }: Drive, state: RunState, running: ReadonlyMap<string, unknown>): Promise<RunState> {
  const asked = questionsIn(nextMoves(state, steps, new Set(running.keys())));
  if (asked.length === 0) return state;
  const answers = (await hold.answers(state)).filter((answer) => asked.some(({ step }) => step === answer.step));
  for (const { id, step, who, because } of answers)
    await journal.append({ type: "decision", decision: approvalOf(step), who, what: { step, answer: id }, why: because });
  return answers.length === 0 ? state : replay(await journal.read());
}

type Under = { readonly running: Map<string, Promise<Ended>>; readonly failures: Failure[] };

/** Nothing is begun before its beginning lies where the next holder would read it. */
async function begin(run: Drive, state: RunState, moves: readonly Move[], under: Under): Promise<void> {
  const begun = moves.filter((move) => move.do === "run");
  if (begun.length === 0 || !(await settled(run, under)) || holdUp(under.failures)) return;
  for (const { step, attempt } of begun) await run.journal.append({ type: "step-begun", step, attempt });
  if (!(await settled(run, under))) return;
  for (const { step: id, attempt } of begun) {
    const step = find(run.steps, id);
    run.view.began(step.id, step.title, attempt);
    under.running.set(step.id, perform(step, run.portsFor(step.id), contextOf(run, state, step, attempt)));
  }
}

/** Waits until what was said lies where others read it. What is under way may come to its end meanwhile, and that is written down. */
async function settled(run: Drive, { running, failures }: Under): Promise<boolean> {
  const settling = run.hold.settle().then((may) => ({ may }));
  for (;;) {
    const first = await Promise.race([settling, ...running.values()]);
    if ("may" in first) return first.may;
    running.delete(first.step.id);
    failures.push(...(await record(run, first)));
  }
}

/** The next step to end; undefined when it is time to look for answers. */
async function nextEnd({ clock, stop }: Drive, moves: readonly Move[], running: ReadonlyMap<string, Promise<Ended>>): Promise<Ended | undefined> {
  if (questionsIn(moves).length === 0 || stop.aborted) return Promise.race(running.values());
  const done = new AbortController();
  const pause = clock.sleep(ANSWERS_EVERY_SECONDS, done.signal).then(() => undefined, () => undefined);
  try {
    return await Promise.race([...running.values(), pause]);
  } finally {
    done.abort();
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
async function record({ journal, view, stop, hold }: Drive, ended: Ended): Promise<readonly Failure[]> {
  const { id } = ended.step;
  // Whoever took over asks the world; a line that comes too late would only have to be set aside.
  const counts = hold.isInForce();
  if ("output" in ended && counts) {
    await journal.append({ type: "step-done", step: id, output: ended.output });
    view.ended(id, ended.already ? "done already" : "done");
    return [];
  }
  // A step cut short by our own stopping may have half happened; the journal keeps saying so.
  if ("output" in ended || stop.aborted || !counts) {
    view.ended(id, "stopped");
    return [];
  }
  const { code, what } = summaryOf(ended.error);
  await journal.append({ type: "step-failed", step: id, code, what });
  view.ended(id, "failed", what);
  return [ended];
}

async function conclude({ journal, stop, hold }: Drive, state: RunState, moves: readonly Move[], failures: readonly Failure[]): Promise<Outcome> {
  // An end that was written before a crash or a silence may not have reached the others yet.
  if (state.ended !== undefined) return (await hold.settle()) ? { outcome: "done" } : { outcome: "stopped", failures };
  if (stop.aborted) return { outcome: "stopped", failures };
  const questions = questionsIn(moves);
  if (failures.length > 0 && (holdUp(failures) || questions.length === 0)) return { outcome: "failed", failures };
  if (questions.length > 0) return { outcome: "waits", questions, ...(failures.length === 0 ? {} : { failures }) };
  if (moves.length === 0) throw new Error("bug: the run has not ended and nothing can begin");
  await journal.append({ type: "run-ended", outcome: "done" });
  return (await hold.settle()) ? { outcome: "done" } : { outcome: "stopped", failures };
}

/** Whether nothing more may begin: what stands aside holds nobody up by failing. */
const holdUp = (failures: readonly Failure[]): boolean => failures.some(({ step }) => step.aside !== true);

/** What has failed is not tried again before a person has looked. */
const movesAfter = (failures: readonly Failure[], moves: readonly Move[]): readonly Move[] => moves.filter((move) => move.do === "end" || failures.every(({ step }) => step.id !== move.step));

const questionsIn = (moves: readonly Move[]): readonly Question[] => moves.filter((move) => move.do === "ask");

function contextOf({ about, steps, journal, hold }: Drive, state: RunState, reader: Step, attempt: number): Context {
  let noted = state.notes.get(reader.id);
  return {
    ...about,
    attempt,
    noted: () => noted,
    note: async (note) => {
      await journal.append({ type: "step-noted", step: reader.id, note });
      if (!(await hold.settle())) throw new FailoverError("LEASE_LAPSED", { command: reader.title });
      noted = note;
    },
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
