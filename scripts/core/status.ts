import { awaitsSecond, isDrill } from "./declaration/recorded.ts";
import type { Driver } from "./driver.ts";
import type { Mode } from "./graceful/mode.ts";
import { finalExportInWords } from "./graceful/outputs.ts";
import { declaredMode } from "./graceful/recorded.ts";
import { FINAL_EXPORT, notRestored, withoutIn, WITHOUT_FINAL_EXPORT } from "./graceful/without.ts";
import { nextMoves, type GraphStep } from "./next-moves.ts";
import type { Promised } from "./notices/notice-text.ts";
import { protectionOf, type Protection } from "./protection.ts";
import { attemptsOf, begunSteps, stateOf, type RunState } from "./replay.ts";
import { timeToGo, type TimeToGo } from "./time-to-go.ts";

type Word = "waiting" | "running" | "interrupted" | "failed" | "done" | "asks";

type StepStatus = {
  readonly id: string;
  readonly state: Word;
  readonly since: string | null;
  readonly attempts: number;
  /** Of a running step. */
  readonly elapsedSeconds: number | null;
  /** From earlier runs. */
  readonly expectedSeconds: number | null;
  readonly note: string | null;
};

/** What a run's own journal does not say. */
export type Beside = {
  /** Whoever drives the run, as far as anybody knows. */
  readonly driver: Driver | undefined;
  readonly notes: readonly string[];
  readonly at: Date;
  readonly expectedSeconds: ReadonlyMap<string, number>;
  /** What customers were told last, from this machine. */
  readonly promised?: Promised | undefined;
};

/** `failover status --json`. */
export type Status = {
  readonly schema: "failover-kit/status/1";
  readonly run: string;
  readonly planDigest: string;
  readonly outcome: "open" | "done" | "abandoned";
  readonly declaredBy: string | null;
  readonly because: string | null;
  readonly isDrill: boolean;
  /** How the failover was declared to begin; null for another kind of run. */
  readonly mode: Mode | null;
  /** What a graceful run's last export means for the data; null before it, and in any other run. */
  readonly finalExport: string | null;
  readonly drivenBy: string | null;
  /** What a reader must know of where this comes from: a copy that is behind, a bucket that is silent. */
  readonly notes: readonly string[];
  readonly steps: readonly StepStatus[];
  /** Null when nobody drives the run, or nothing is known of what is left. */
  readonly toGo: TimeToGo | null;
  /** Null until customers may write on the new side. */
  readonly protection: Protection | null;
  /** What customers were told last, from this machine, and when the next word is due; null when nothing was. */
  readonly promised: Promised | null;
  readonly next: string;
};

/** Where a run stands. */
export function statusOf(
  state: RunState & { readonly begun: NonNullable<RunState["begun"]> },
  graph: readonly GraphStep[],
  { driver: named, notes, at, expectedSeconds, promised }: Beside,
): Status {
  const driver = named?.isAlive === true ? named.name : undefined;
  const declared = state.decisions.get("declare");
  const asks = new Map(
    nextMoves(state, graph, driver === undefined ? new Set() : begunSteps(state)).flatMap((move) => (move.do === "ask" ? [[move.step, move.because] as const] : [])),
  );
  const elapsed = driver === undefined ? new Map<string, number>() : elapsedSeconds(state, at);
  const done = new Set(graph.flatMap(({ id }) => (stateOf(state, id).at === "done" ? [id] : [])));
  return {
    schema: "failover-kit/status/1",
    run: state.begun.run,
    planDigest: state.begun.planDigest,
    outcome: state.ended?.outcome ?? "open",
    declaredBy: declared?.who ?? null,
    because: declared?.why ?? null,
    isDrill: isDrill(declared?.what),
    mode: declaredMode(declared?.what),
    finalExport: finalExportOf(state) ?? null,
    drivenBy: driver ?? null,
    notes: [...notes, ...(named?.isAlive === false ? [`no sign of life from ${named.name}`] : [])],
    steps: graph.map(({ id }) => {
      const step = stateOf(state, id);
      const word: Word = asks.has(id) ? "asks" : step.at === "begun" ? (driver === undefined ? "interrupted" : "running") : step.at;
      const note = asks.get(id) === "interrupted" ? "was interrupted and may have happened" : step.at === "failed" ? `${step.code}: ${step.what}` : null;
      return { id, state: word, since: step.at === "waiting" ? null : step.since, attempts: attemptsOf(step), elapsedSeconds: elapsed.get(id) ?? null, expectedSeconds: expectedSeconds.get(id) ?? null, note };
    }),
    toGo: driver === undefined ? null : (timeToGo({ graph, done, expectedSeconds }, elapsed) ?? null),
    protection: protectionOf(state) ?? null,
    promised: promised ?? null,
    next: nextOf(state, [...asks.keys()], driver),
  };
}

/** The sentence that stands for a finished final-export; of one that a person had the run go on without, that it is not what was restored. */
export function finalExportOf(state: RunState): string | undefined {
  const [step, chosen] = [stateOf(state, FINAL_EXPORT), stateOf(state, "choose-backup")];
  if (step.at !== "done") return undefined;
  const without = withoutIn(state.decisions.get(WITHOUT_FINAL_EXPORT)?.what);
  return (without && notRestored(step.output, chosen.at === "done" ? chosen.output : undefined, without)) ?? finalExportInWords(step.output);
}

function nextOf(state: RunState, asks: readonly string[], driver: string | undefined): string {
  if (state.ended !== undefined) return "nothing is left to do; 'failover report' shows how long it took";
  if (!state.decisions.has("declare")) return "'failover plan', then 'failover declare'";
  if (driver !== undefined && asks.length === 0) return "it is being carried out";
  const second = awaitsSecond(state) === undefined ? [] : [`another person: 'failover approve declaration --because "…"'`];
  const approve = asks.map((step) => `'failover approve ${step} --because "…"'`);
  return [...second, ...approve, ...(driver === undefined ? ["'failover resume'"] : [])].join(",\n      then ");
}

/** How long the steps under way have been so; the clock that wrote the journal may have been ahead of this one. */
function elapsedSeconds(state: RunState, at: Date): ReadonlyMap<string, number> {
  return new Map([...state.steps].flatMap(([id, step]) => (step.at === "begun" ? [[id, Math.max(0, at.getTime() - Date.parse(step.since)) / 1000] as const] : [])));
}
