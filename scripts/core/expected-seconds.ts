import type { RunReport } from "./run-report.ts";

const REMEMBERED = 5;

/** How long each step is likely to take: the median of its last five finished attempts. `earlier` runs come newest first; a step none of them finished is not in the map. */
export function expectedSeconds(earlier: readonly Pick<RunReport, "phases">[]): ReadonlyMap<string, number> {
  const known = new Map<string, number[]>();
  for (const { id, tries } of earlier.flatMap(({ phases }) => phases)) {
    const finished = tries.flatMap(({ startedAt, endedAt, ended }) => (ended === "done" && endedAt !== null ? [secondsBetween(startedAt, endedAt)] : []));
    known.set(id, [...(known.get(id) ?? []), ...finished]);
  }
  return new Map([...known].flatMap(([id, seconds]) => (seconds.length === 0 ? [] : [[id, median(seconds.slice(0, REMEMBERED))] as const])));
}

/** Times come from machines' clocks, which may have been set back meanwhile. */
const secondsBetween = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
