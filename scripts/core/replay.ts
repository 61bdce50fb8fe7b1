import { FailoverError } from "./errors.ts";
import type { Entry, Event, Json } from "./journal.ts";
import { lineHash, writeLine } from "./journal-line.ts";

/** Where one step stands. Begun and not ended may have half happened. */
export type StepState =
  | { readonly at: "waiting" }
  | { readonly at: "begun"; readonly attempt: number; readonly since: string; readonly seq: number }
  | { readonly at: "failed"; readonly attempt: number; readonly since: string; readonly code: string; readonly what: string }
  | { readonly at: "done"; readonly attempt: number; readonly since: string; readonly output: Json };

export type Decision = { readonly seq: number; readonly at: string; readonly who: string; readonly what: Json; readonly why: string };

/** What a journal proves about its run. */
export type RunState = {
  readonly begun: { readonly run: string; readonly pipeline: string; readonly planDigest: string; readonly at: string } | undefined;
  readonly ended: { readonly outcome: "done" | "abandoned"; readonly at: string } | undefined;
  readonly steps: ReadonlyMap<string, StepState>;
  /** The newest decision of each name. */
  readonly decisions: ReadonlyMap<string, Decision>;
  /** The newest note of each step. */
  readonly notes: ReadonlyMap<string, Json>;
  /** The answers from elsewhere that the journal holds, by their ids. */
  readonly answered: ReadonlySet<string>;
};

const waiting: StepState = { at: "waiting" };

/** Where a step stands in this state; one the journal never names waits. */
export const stateOf = (state: RunState, step: string): StepState => state.steps.get(step) ?? waiting;

/** Steps begun and not ended: running if somebody drives the run, interrupted if nobody does. */
export const begunSteps = (state: RunState): ReadonlySet<string> => new Set([...state.steps].flatMap(([id, step]) => (step.at === "begun" ? [id] : [])));

const nothingYet: RunState = { begun: undefined, ended: undefined, steps: new Map(), decisions: new Map(), notes: new Map(), answered: new Set() };

/** Folds the journal into the state it proves. Refuses a broken chain and an impossible story; `where` says whose story that is. */
export function replay(entries: readonly Entry[], where?: string): RunState {
  const source = where === undefined ? {} : { where };
  checkChain(entries, source);
  return entries.reduce((state, entry) => apply(state, entry, source), nothingYet);
}

type Source = { readonly where?: string };

function checkChain(entries: readonly Entry[], source: Source): void {
  let epoch = 0;
  let previous: string | null = null;
  for (const [index, entry] of entries.entries()) {
    const broken = (problem: string) => new FailoverError("JOURNAL_BROKEN", { ...source, seq: index, problem });
    if (entry.seq !== index) throw broken(`it calls itself ${entry.seq}`);
    if (entry.epoch < epoch) throw broken(`its epoch ${entry.epoch} is below ${epoch}, which came before`);
    if (entry.previous !== previous) throw broken("it does not carry the hash of the entry before it");
    epoch = entry.epoch;
    previous = lineHash(writeLine(entry));
  }
}

function apply(state: RunState, entry: Entry, source: Source): RunState {
  const { event, at, seq } = entry;
  const objection = objectionTo(state, event);
  if (objection !== undefined) throw new FailoverError("JOURNAL_ILLEGAL", { ...source, seq, event: event.type, state: objection });
  const step = (id: string, next: StepState): RunState => ({ ...state, steps: new Map(state.steps).set(id, next) });

  switch (event.type) {
    case "run-begun":
      return { ...state, begun: { run: event.run, pipeline: event.pipeline, planDigest: event.planDigest, at } };
    case "step-begun":
      return step(event.step, { at: "begun", attempt: event.attempt, since: at, seq });
    case "step-noted":
      return { ...state, notes: new Map(state.notes).set(event.step, event.note) };
    case "step-done":
      return step(event.step, { at: "done", attempt: attemptsOf(stateOf(state, event.step)), since: at, output: event.output });
    case "step-failed":
      return step(event.step, { at: "failed", attempt: attemptsOf(stateOf(state, event.step)), since: at, code: event.code, what: event.what });
    case "decision":
      return {
        ...state,
        decisions: new Map(state.decisions).set(event.decision, { seq, at, who: event.who, what: event.what, why: event.why }),
        answered: new Set([...state.answered, ...answerIn(event.what)]),
      };
    case "run-ended":
      return { ...state, ended: { outcome: event.outcome, at } };
  }
}

const answerIn = (what: Json): readonly string[] =>
  typeof what === "object" && what !== null && "answer" in what && typeof what.answer === "string" ? [what.answer] : [];

/** What a person chose when the run was opened. */
export function givenIn(state: RunState): Json | undefined {
  const what = state.decisions.get("declare")?.what;
  return typeof what === "object" && what !== null && "given" in what ? what.given : undefined;
}

/** How often a step has been begun. */
export const attemptsOf = (state: StepState): number => (state.at === "waiting" ? 0 : state.attempt);

/** Why this event cannot have happened in this state, as the end of "… while". */
function objectionTo(state: RunState, event: Event): string | undefined {
  if (state.ended !== undefined) return `the run has ended (${state.ended.outcome})`;
  if (event.type === "run-begun") return state.begun === undefined ? undefined : "the run has begun already";
  if (state.begun === undefined) return "no run has begun";
  if (event.type === "decision") return undefined;
  if (event.type === "run-ended") return event.outcome === "done" ? unfinished(state) : undefined;

  const step = stateOf(state, event.step);
  if (event.type !== "step-begun") return step.at === "begun" ? undefined : `'${event.step}' is ${step.at}`;
  if (step.at === "done") return `'${event.step}' is done`;
  return event.attempt === attemptsOf(step) + 1 ? undefined : `'${event.step}' has been begun ${attemptsOf(step)} times`;
}

function unfinished(state: RunState): string | undefined {
  const open = [...state.steps].find(([, step]) => step.at !== "done");
  return open === undefined ? undefined : `'${open[0]}' is ${open[1].at}`;
}
