import type { Evaluation } from "../declaration/evaluate.ts";
import { SERVICE_PROBE, placeState } from "../declaration/locations.ts";
import { grouped } from "../grouped.ts";
import type { Observation, ObservedState } from "../observation.ts";

/** How the service looks from each place, in one round. */
export const placesIn = (observations: readonly Observation[], share: number): ReadonlyMap<string, ObservedState> =>
  new Map([...grouped(observations.filter(({ probe }) => probe === SERVICE_PROBE), ({ from }) => from)].map(([from, seen]) => [from, placeState(seen, share)]));

/** What is worth saying since the round before: places that look otherwise, with what was seen there. */
export function placeChanges(before: readonly Observation[], now: readonly Observation[], share: number): readonly string[] {
  const [earlier, later] = [placesIn(before, share), placesIn(now, share)];
  return [...later].flatMap(([from, state]) => {
    if (earlier.get(from) === state) return [];
    const worst = now.find((one) => one.from === from && one.probe === SERVICE_PROBE && one.state === state);
    return [`${from}: ${state.toUpperCase()}${worst === undefined ? "" : ` (${worst.target}: ${worst.value})`}`];
  });
}

/** Rules that say something else than before. */
export const ruleChanges = (before: Evaluation | undefined, now: Evaluation): readonly string[] =>
  now.rules.flatMap(({ rule, says, because }) => (before?.rules.find((one) => one.rule === rule)?.says === says ? [] : [`rule ${rule}: ${says}; ${because}`]));

/** By how much the wall clock was set between two looks at both clocks; a few seconds are a busy machine. */
const CLOCK_SET_SECONDS = 5;
export type Clocks = { readonly wall: number; readonly elapsed: number };
export function clockJump(before: Clocks | undefined, now: Clocks): number | undefined {
  if (before === undefined) return undefined;
  const jump = Math.round((now.wall - before.wall) / 1000 - (now.elapsed - before.elapsed));
  return Math.abs(jump) > CLOCK_SET_SECONDS ? jump : undefined;
}

/** How often the understanding of AWS is written down although it has not changed. */
export const heartbeatSeconds = (everySeconds: number, gateHours: number): number => Math.max(everySeconds, Math.min(600, (gateHours * 3600) / 20));
/** How long one look may speak for what came after it. */
export const holdsSeconds = (everySeconds: number, timeoutSeconds: number): number => 3 * everySeconds + timeoutSeconds;
