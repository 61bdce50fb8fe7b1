import type { GraphStep } from "./next-moves.ts";

export type CriticalPath = { readonly steps: readonly string[]; readonly seconds: number };

/** The chain of needs that takes longest: no run of this graph with these step times can be shorter. */
export function criticalPath(graph: readonly Pick<GraphStep, "id" | "needs">[], secondsOf: ReadonlyMap<string, number>): CriticalPath {
  const known = new Map<string, CriticalPath>();
  const upTo = (id: string): CriticalPath => {
    const before = known.get(id) ?? extend(id);
    known.set(id, before);
    return before;
  };
  const extend = (id: string): CriticalPath => {
    const longest = longestOf((graph.find((step) => step.id === id)?.needs ?? []).map(upTo));
    return { steps: [...longest.steps, id], seconds: longest.seconds + (secondsOf.get(id) ?? 0) };
  };
  return longestOf(graph.map(({ id }) => upTo(id)));
}

const longestOf = (paths: readonly CriticalPath[]): CriticalPath =>
  paths.reduce((longest, path) => (path.seconds >= longest.seconds ? path : longest), { steps: [], seconds: 0 });
