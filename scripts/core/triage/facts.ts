import type { Observation, ObservedState } from "../observation.ts";
import { probeNamed, type ProbeId } from "./probe-names.ts";
import { countedPlaces, placesOf, type Place } from "./sight.ts";

/** How one thing stands by all who looked and count: "mixed" where they contradict one another. */
export type Standing = { readonly state: ObservedState | "mixed"; readonly seen: readonly Observation[] };

/** What the rules decide on: every answer that counts, and who may be believed. */
export type Facts = {
  readonly places: readonly Place[];
  /** Places outside AWS that see at least a part. */
  readonly outside: readonly Place[];
  readonly of: (probe: ProbeId, target?: string) => Standing;
  /** The same over several kinds of look. */
  readonly ofAll: (probes: readonly ProbeId[]) => Standing;
  readonly counts: (observation: Observation) => boolean;
  /** What every place said of the independent targets, whether or not it counts for anything else. */
  readonly unreached: readonly Observation[];
};

/** Sets aside what a place without sight says, and sorts the rest by what was looked at. Hints come from afar and count as what they are. */
export function factsOf(observations: readonly Observation[]): Facts {
  const places = placesOf(observations);
  const counted = countedPlaces(places);
  const believed = new Set(counted.map(({ from }) => from));
  const counts = ({ from, probe }: Observation): boolean => believed.has(from) || probeNamed(probe)?.kind === "hint";
  const known = observations.filter((one) => one.state !== "unknown" && counts(one));
  const standing = (seen: readonly Observation[]): Standing => ({ state: together(seen.map(({ state }) => state)), seen });
  return {
    places,
    outside: counted.filter(({ stands }) => stands === "outside"),
    counts,
    unreached: observations.filter(({ probe, state }) => probe === "backbone" && state === "down"),
    of: (probe, target) => standing(known.filter((one) => one.probe === probe && (target === undefined || one.target === target))),
    ofAll: (probes) => standing(known.filter(({ probe }) => probes.some((one) => one === probe))),
  };
}

/** Several answers about one thing as one, whatever their order. */
export function together(states: readonly ObservedState[]): Standing["state"] {
  const has = (state: ObservedState) => states.includes(state);
  if (has("up")) return has("down") ? "mixed" : has("degraded") ? "degraded" : "up";
  if (has("down")) return "down";
  return has("degraded") ? "degraded" : "unknown";
}

/** Not well, whoever was asked. */
export const isBad = ({ state }: Standing): boolean => state === "down" || state === "degraded";
