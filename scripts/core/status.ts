import { pace, type SeenLease } from "./lease.ts";
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
  /** What a reader must know of where this comes from: a copy that is behind, a bucket that is silent. */
  readonly notes: readonly string[];
  readonly steps: readonly { readonly id: string; readonly state: Word; readonly since: string | null; readonly attempts: number; readonly note: string | null }[];
  readonly next: string;
};

type Driver = { readonly name: string; readonly isAlive: boolean };

/** Who drives a run: a process of this machine, or the holder of the lease as it was last heard of. */
export function driverOf(here: { readonly pid: number; readonly host: string; readonly since: string } | undefined, lease: SeenLease | undefined): Driver | undefined {
  if (here !== undefined) return { name: `process ${here.pid} on ${here.host}, since ${here.since}`, isAlive: true };
  if (lease?.record.state !== "held") return undefined;
  const { holder, since } = lease.record;
  const age = Math.round(lease.ageSeconds);
  return { name: `${holder.who} from ${holder.host} (process ${holder.pid}) since ${since}, last heard of ${age} s ago`, isAlive: age <= pace.holdSeconds };
}

/** Where a run stands. `driver` is whoever drives it, if there is somebody. */
export function statusOf(
  state: RunState & { readonly begun: NonNullable<RunState["begun"]> },
  graph: readonly GraphStep[],
  { driver: named, notes }: { readonly driver: Driver | undefined; readonly notes: readonly string[] },
): Status {
  const driver = named?.isAlive === true ? named.name : undefined;
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
    notes: [...notes, ...(named?.isAlive === false ? [`no sign of life from ${named.name}`] : [])],
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
    ...status.notes.map((note) => `  ${note}`),
    "",
    ...status.steps.map(({ id, state, since, attempts, note }) => {
      const when = since === null ? "" : `  ${state === "running" ? "since" : "at"} ${since.slice(11, 19)}Z`;
      return `  ${state.padEnd(11)} ${id.padEnd(18)}${when}${attempts > 1 ? `, attempt ${attempts}` : ""}${note === null ? "" : `\n              ${note}`}`.trimEnd();
    }),
    "",
    `next: ${status.next}`,
  ].join("\n");
}
