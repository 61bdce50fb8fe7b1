import { criticalPath } from "./critical-path.ts";
import type { GraphStep } from "./next-moves.ts";

/** What is known beforehand of a run that begins or goes on. */
export type Outlook = {
  readonly graph: readonly Pick<GraphStep, "id" | "needs">[];
  readonly done: ReadonlySet<string>;
  readonly expectedSeconds: ReadonlyMap<string, number>;
};

/** `atLeast` when how long some unfinished step takes is not known: it counts as nothing. */
export type TimeToGo = { readonly seconds: number; readonly atLeast: boolean };

/** How long a run still takes: its critical path without what is done and what running steps have behind them. Undefined when nothing is known of the rest. */
export function timeToGo({ graph, done, expectedSeconds }: Outlook, elapsedSeconds: ReadonlyMap<string, number>): TimeToGo | undefined {
  const open = graph.filter(({ id }) => !done.has(id));
  const rest = open.flatMap(({ id }) => {
    const expected = expectedSeconds.get(id);
    return expected === undefined ? [] : [[id, Math.max(0, expected - (elapsedSeconds.get(id) ?? 0))] as const];
  });
  if (rest.length === 0 && open.length > 0) return undefined;
  return { seconds: criticalPath(graph, new Map(rest)).seconds, atLeast: rest.length < open.length };
}
