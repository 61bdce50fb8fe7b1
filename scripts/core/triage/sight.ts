import type { Observation } from "../observation.ts";

/** How well a place sees: all of the internet, a part of it, nothing, or nobody can tell. */
export type Sight = "full" | "partial" | "blind" | "unknown";

/** What a place says of its own network, before anything it says of others is believed. */
export type Place = { readonly from: string; readonly stands: "outside" | "inside"; readonly sight: Sight; readonly isSure: boolean };

/** A place inside AWS's network is named so; its view of the internet may be walled off, and is not asked for. */
export const INSIDE = "inside ";

const FEWEST_SEEN = 2;
/** So many answers from different operators make a view that a verdict may rest on. */
const SURE_SEEN = 4;

/** Every place that spoke of itself, with how well it sees. Sight must be proven: a place that proves nothing counts for nothing. */
export function placesOf(observations: readonly Observation[]): readonly Place[] {
  const own = observations.filter(({ probe }) => probe.startsWith("self-") || probe === "backbone");
  return [...new Set(own.map(({ from }) => from))].sort().map((from) => placeOf(from, own.filter((one) => one.from === from)));
}

function placeOf(from: string, own: readonly Observation[]): Place {
  const states = (probe: string) => own.filter((one) => one.probe === probe).map(({ state }) => state);
  const isOff = [...states("self-link"), ...states("self-route")].includes("down");
  if (from.startsWith(INSIDE)) {
    const sight = isOff ? "blind" : states("self-link").includes("up") ? "full" : "unknown";
    return { from, stands: "inside", sight, isSure: sight === "full" };
  }
  const seen = states("backbone").filter((state) => state === "up" || state === "degraded").length;
  const lost = states("backbone").filter((state) => state === "down").length;
  const isSure = seen >= SURE_SEEN;
  const sight = (): Sight => {
    if (isOff || (seen === 0 && lost >= FEWEST_SEEN)) return "blind";
    if (seen < FEWEST_SEEN) return "unknown";
    return lost >= FEWEST_SEEN && lost * 3 >= seen + lost ? "partial" : "full";
  };
  return { from, stands: "outside", sight: sight(), isSure };
}

/** The places whose word counts: those that see all, or where there is none, those that see a part; and those inside AWS that answer. */
export function countedPlaces(places: readonly Place[]): readonly Place[] {
  const outside = (sight: Sight) => places.filter((place) => place.stands === "outside" && place.sight === sight);
  const full = outside("full");
  return [...(full.length > 0 ? full : outside("partial")), ...places.filter(({ stands, sight }) => stands === "inside" && sight === "full")];
}
