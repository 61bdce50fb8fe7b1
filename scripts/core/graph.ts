import type { GraphStep } from "./next-moves.ts";

/** Faults of a graph of steps as sentences: names used twice, needs nobody provides, circles. Empty means sound. */
export function faults(graph: readonly Pick<GraphStep, "id" | "needs">[]): readonly string[] {
  const ids = graph.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two steps are called '${id}'`);
  const missing = graph.flatMap(({ id, needs }) => needs.filter((need) => !ids.includes(need)).map((need) => `'${id}' needs '${need}', which is not there`));
  return [...twice, ...missing, ...circle(graph)];
}

function circle(graph: readonly Pick<GraphStep, "id" | "needs">[]): readonly string[] {
  let open = graph;
  for (;;) {
    const stuck = open.filter(({ needs }) => needs.some((need) => open.some(({ id }) => id === need)));
    if (stuck.length === 0) return [];
    if (stuck.length === open.length) return [`these wait for each other: ${stuck.map(({ id }) => id).join(", ")}`];
    open = stuck;
  }
}
