import type { Json } from "./journal.ts";
import { attemptsOf, stateOf, type RunState } from "./replay.ts";

/** Whether a step that may have half happened is done again, or a person is asked first. */
export type OnInterrupted = "rerun" | "ask";

/** What the order of a run is decided from: one row of the graph. */
export type GraphStep = { readonly id: string; readonly needs: readonly string[]; readonly onInterrupted: OnInterrupted; readonly approval?: string; readonly endsOutage?: true; readonly aside?: true };

export type Move =
  | { readonly do: "run"; readonly step: string; readonly attempt: number }
  | { readonly do: "ask"; readonly step: string; readonly because: "approval" | "interrupted" }
  | { readonly do: "end" };

/** Every move that is open now: all startable steps side by side, all questions, or the end. Empty while the rest runs. */
export function nextMoves(state: RunState, graph: readonly GraphStep[], running: ReadonlySet<string> = new Set()): readonly Move[] {
  if (state.ended !== undefined) return [];
  if (graph.every(({ id }) => stateOf(state, id).at === "done")) return [{ do: "end" }];
  return graph.filter((step) => isReady(state, step) && !running.has(step.id)).map((step) => moveOf(state, step));
}

const isReady = (state: RunState, { id, needs }: GraphStep): boolean =>
  stateOf(state, id).at !== "done" && needs.every((need) => stateOf(state, need).at === "done");

function moveOf(state: RunState, step: GraphStep): Move {
  const now = stateOf(state, step.id);
  const answer = state.decisions.get(approvalOf(step.id));
  if (now.at === "begun" && step.onInterrupted === "ask" && (answer === undefined || answer.seq < now.seq))
    return { do: "ask", step: step.id, because: "interrupted" };
  if (step.approval !== undefined && answer === undefined && !isPreApproved(state, step.approval))
    return { do: "ask", step: step.id, because: "approval" };
  return { do: "run", step: step.id, attempt: attemptsOf(now) + 1 };
}

/** The name under which a person's yes to a step stands in the journal. */
export const approvalOf = (step: string): string => `approve:${step}`;

/** Whether the declaration said yes to this beforehand. */
export function isPreApproved(state: RunState, name: string): boolean {
  const declared = state.decisions.get("declare")?.what;
  return isRecord(declared) && Array.isArray(declared.preApproved) && declared.preApproved.includes(name);
}

const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
