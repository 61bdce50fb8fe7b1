import type { GraphStep } from "./next-moves.ts";

export type CriticalPath = { readonly steps: readonly string[]; readonly seconds: number };

/** The chain of needs that takes longest, to any step or to the one named: with these step times it cannot be done sooner. */
export function criticalPath(graph: readonly Pick<GraphStep, "id" | "needs">[], secondsOf: ReadonlyMap<string, number>, goal?: string): CriticalPath {
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
  return goal === undefined ? longestOf(graph.map(({ id }) => upTo(id))) : upTo(goal);
}

const longestOf = (paths: readonly CriticalPath[]): CriticalPath =>
  paths.reduce((longest, path) => (path.seconds >= longest.seconds ? path : longest), { steps: [], seconds: 0 });
