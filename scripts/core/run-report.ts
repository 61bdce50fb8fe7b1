import { criticalPath } from "./critical-path.ts";
import type { Entry, Json } from "./journal.ts";
import type { Mode } from "./graceful/mode.ts";
import { declaredMode } from "./graceful/recorded.ts";
import type { GraphStep } from "./next-moves.ts";
import { protectionOf, type Protection } from "./protection.ts";
import { finalExportOf } from "./status.ts";
import { attemptsOf, replay, stateOf, type RunState } from "./replay.ts";

/** One attempt; `ended` is null while it runs, and for one cut short: then nobody wrote down when. */
export type Try = { readonly startedAt: string; readonly endedAt: string | null; readonly ended: "done" | "failed" | null };

export type Phase = { readonly id: string; readonly startedAt: string; readonly seconds: number; readonly attempts: number; readonly tries: readonly Try[] };

/** `failover report --json`: how long each step took and what was decided, from the journal alone. */
export type RunReport = {
  readonly schema: "failover-kit/run-report/1";
  readonly run: string;
  readonly planDigest: string;
  readonly begunAt: string;
  readonly endedAt: string | null;
  readonly outcome: "done" | "abandoned" | "open";
  readonly phases: readonly Phase[];
  readonly criticalPath: readonly string[];
  readonly criticalPathSeconds: number;
  readonly decisions: readonly { readonly decision: string; readonly at: string; readonly who: string; readonly what: Json; readonly why: string }[];
  /** Null until customers may write on the new side. */
  readonly protection: Protection | null;
  /** As in `failover status`. */
  readonly mode: Mode | null;
  readonly finalExport: string | null;
  readonly outputs: Readonly<Record<string, Json>>;
};

/** The report of a run that has begun. Times are those written by the machines that ran it. */
export function runReport(begun: NonNullable<RunState["begun"]>, entries: readonly Entry[], graph: readonly Pick<GraphStep, "id" | "needs" | "endsOutage">[]): RunReport {
  const state = replay(entries);
  const phases = phasesOf(entries);
  const seconds = new Map(phases.map((phase) => [phase.id, phase.seconds]));
  const measured = graph.filter(({ id }) => seconds.has(id));
  const path = criticalPath(measured, seconds, measured.find(({ endsOutage }) => endsOutage === true)?.id);
  return {
    schema: "failover-kit/run-report/1",
    run: begun.run,
    planDigest: begun.planDigest,
    begunAt: begun.at,
    endedAt: state.ended?.at ?? null,
    outcome: state.ended?.outcome ?? "open",
    phases: phases.map((phase) => ({ ...phase, attempts: attemptsOf(stateOf(state, phase.id)) })),
    criticalPath: path.steps,
    criticalPathSeconds: rounded(path.seconds),
    decisions: entries.flatMap(({ at, event }) =>
      event.type === "decision" ? [{ decision: event.decision, at, who: event.who, what: event.what, why: event.why }] : [],
    ),
    protection: protectionOf(state) ?? null,
    mode: declaredMode(state.decisions.get("declare")?.what),
    finalExport: finalExportOf(state) ?? null,
    outputs: Object.fromEntries([...state.steps].flatMap(([id, step]) => (step.at === "done" ? [[id, step.output]] : []))),
  };
}

/** From a step's first beginning to its newest sign of life, in the order they began. */
function phasesOf(entries: readonly Entry[]): readonly Omit<Phase, "attempts">[] {
  const phases = new Map<string, Omit<Phase, "attempts">>();
  for (const { at, event } of entries) {
    if (!("step" in event) || event.type === "step-noted") continue;
    const { startedAt, tries } = phases.get(event.step) ?? { startedAt: at, tries: [] };
    phases.set(event.step, { id: event.step, startedAt, seconds: secondsBetween(startedAt, at), tries: withEvent(tries, at, event.type) });
  }
  return [...phases.values()];
}

function withEvent(tries: readonly Try[], at: string, type: "step-begun" | "step-done" | "step-failed"): readonly Try[] {
  if (type === "step-begun") return [...tries, { startedAt: at, endedAt: null, ended: null }];
  const ended = type === "step-done" ? "done" : "failed";
  return tries.map((attempt, index) => (index === tries.length - 1 ? { ...attempt, endedAt: at, ended } : attempt));
}

/** A clock may have been set back meanwhile. */
const secondsBetween = (from: string, to: string): number => rounded(Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000));
const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;
