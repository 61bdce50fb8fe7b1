import type { Observation, ObservedState } from "../observation.ts";
import { probeNamed, probeOrder } from "./probe-names.ts";

/** A sign and a word for each state, so that neither colour nor sign stands alone. */
export const glyphs: Readonly<Record<ObservedState, string>> = { up: "+", degraded: "~", down: "x", unknown: "?" };

export type MatrixRow = { readonly title: string; readonly cells: readonly (Observation | undefined)[] };
export type Matrix = { readonly places: readonly string[]; readonly rows: readonly MatrixRow[] };

/** What was looked at, line by line, and what each place saw of it; what nobody looked at is empty. */
export function matrixOf(observations: readonly Observation[]): Matrix {
  const places = [...new Set(observations.map(({ from }) => from))].sort(placeOrder);
  const things = new Map<string, Observation>();
  for (const one of observations) things.set(`${one.probe}\u0000${one.target}`, one);
  const rows = [...things.values()]
    .toSorted((a, b) => probeOrder(a.probe) - probeOrder(b.probe) || (a.target < b.target ? -1 : 1))
    .map(({ probe, target }) => ({
      title: `${probeNamed(probe)?.title ?? probe}: ${target}`,
      cells: places.map((from) => observations.find((one) => one.probe === probe && one.target === target && one.from === from)),
    }));
  return { places, rows };
}

/** Our own machine first, other people's monitoring last. */
const placeOrder = (a: string, b: string): number => weight(a) - weight(b) || (a < b ? -1 : 1);
const weight = (place: string): number => (place === "this machine" ? 0 : place.startsWith("Pingdom") ? 3 : place.startsWith("inside ") ? 2 : 1);
