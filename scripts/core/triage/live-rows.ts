import { observedStates, type Observation } from "../observation.ts";
import { glyphs } from "./matrix.ts";
import { probeNamed, probeOrder } from "./probe-names.ts";

/** What has been seen so far, a row for each kind of look: how many answers of which kind, and the first bad one's words. */
export function rowsOf(seen: readonly Observation[]): readonly string[] {
  const probes = [...new Set(seen.map(({ probe }) => probe))].sort((a, b) => probeOrder(a) - probeOrder(b));
  return probes.map((probe) => {
    const some = seen.filter((one) => one.probe === probe);
    return `${counted(some).padEnd(26)} ${titleOf(probe)}${wordsOf(some)}`;
  });
}

/** One probe's answers as a line. */
export const newsOf = (seen: readonly Observation[]): string => {
  const first = seen[0];
  return first === undefined ? "" : `${counted(seen)}  ${titleOf(first.probe)}${seen.length === 1 ? `, ${first.target}` : ""} from ${first.from}${wordsOf(seen)}`;
};

const titleOf = (probe: string): string => probeNamed(probe)?.title ?? probe;

const counted = (some: readonly Observation[]): string =>
  observedStates.flatMap((state) => {
    const count = some.filter((one) => one.state === state).length;
    return count === 0 ? [] : [`${glyphs[state]} ${some.length === 1 ? "" : `${count} `}${state}`];
  }).join(", ");

function wordsOf(some: readonly Observation[]): string {
  const bad = some.find(({ state }) => state === "down") ?? some.find(({ state }) => state === "degraded") ?? some.find(({ state }) => state === "unknown");
  return bad === undefined ? "" : `: ${bad.target}: ${bad.value}`;
}
