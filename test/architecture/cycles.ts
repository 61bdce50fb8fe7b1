import type { Source } from "./source-tree.ts";

/** The first ring of files that import one another, in import order; none when there is none. */
export function cycleIn(sources: readonly Source[]): readonly string[] {
  const importsOf = new Map(sources.map(({ file, imports }) => [file, imports]));
  const finished = new Set<string>();

  const visit = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return [];
    for (const target of importsOf.get(file) ?? []) {
      const cycle = visit(target, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    finished.add(file);
    return [];
  };

  return sources.map(({ file }) => visit(file, [])).find((cycle) => cycle.length > 0) ?? [];
}
