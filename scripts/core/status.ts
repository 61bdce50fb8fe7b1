import { nextMoves, type GraphStep } from "./next-moves.ts";
import { attemptsOf, begunSteps, stateOf, type RunState } from "./replay.ts";

type Word = "waiting" | "running" | "interrupted" | "failed" | "done" | "asks";

/** `failover status --json`. */
export type Status = {
  readonly schema: "failover-kit/status/1";
  readonly run: string;
  readonly planDigest: string;
  readonly outcome: "open" | "done" | "abandoned";
  readonly declaredBy: string | null;
  readonly because: string | null;
  readonly drivenBy: string | null;
  readonly steps: readonly { readonly id: string; readonly state: Word; readonly since: string | null; readonly attempts: number; readonly note: string | null }[];
  readonly next: string;
};

/** Where a run stands. `driver` names the living process that drives it, if there is one. */
export function statusOf(state: RunState & { readonly begun: NonNullable<RunState["begun"]> }, graph: readonly GraphStep[], driver: string | undefined): Status {
  const declared = state.decisions.get("declare");
  const asks = new Map(
    nextMoves(state, graph, driver === undefined ? new Set() : begunSteps(state)).flatMap((move) => (move.do === "ask" ? [[move.step, move.because] as const] : [])),
  );
  return {
    schema: "failover-kit/status/1",
    run: state.begun.run,
    planDigest: state.begun.planDigest,
    outcome: state.ended?.outcome ?? "open",
    declaredBy: declared?.who ?? null,
    because: declared?.why ?? null,
    drivenBy: driver ?? null,
    steps: graph.map(({ id }) => {
      const step = stateOf(state, id);
      const word: Word = asks.has(id) ? "asks" : step.at === "begun" ? (driver === undefined ? "interrupted" : "running") : step.at;
      const note = asks.get(id) === "interrupted" ? "was interrupted and may have happened" : step.at === "failed" ? `${step.code}: ${step.what}` : null;
      return { id, state: word, since: step.at === "waiting" ? null : step.since, attempts: attemptsOf(step), note };
    }),
    next: nextOf(state, [...asks.keys()], driver),
  };
}

function nextOf(state: RunState, asks: readonly string[], driver: string | undefined): string {
  if (state.ended !== undefined) return "nothing is left to do; 'failover report' shows how long it took";
  if (!state.decisions.has("declare")) return "'failover plan', then 'failover declare'";
  if (driver !== undefined && asks.length === 0) return "it is being carried out";
  const approve = asks.map((step) => `'failover approve ${step} --because "…"'`);
  return [...approve, ...(driver === undefined ? ["'failover resume'"] : [])].join(",\n      then ");
}

/** The same for a person, readable at 80 columns. */
export function statusText(status: Status): string {
  const by = status.declaredBy === null ? "not declared" : `declared by ${status.declaredBy}: ${status.because ?? ""}`;
  return [
    `Run ${status.run} is ${status.outcome}; plan ${status.planDigest}`,
    `  ${by}`,
    ...(status.outcome === "open" ? [`  ${status.drivenBy === null ? "no process drives it" : `driven by ${status.drivenBy}`}`] : []),
    "",
    ...status.steps.map(({ id, state, since, attempts, note }) => {
      const when = since === null ? "" : `  ${state === "running" ? "since" : "at"} ${since.slice(11, 19)}Z`;
      return `  ${state.padEnd(11)} ${id.padEnd(18)}${when}${attempts > 1 ? `, attempt ${attempts}` : ""}${note === null ? "" : `\n              ${note}`}`.trimEnd();
    }),
    "",
    `next: ${status.next}`,
  ].join("\n");
}
