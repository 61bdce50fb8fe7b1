import { ofKind, type Told } from "../evidence.ts";
import { grouped } from "../grouped.ts";
import type { Observation, ObservedState } from "../observation.ts";
import { ageText } from "../ready/ages.ts";
import { iso, type Gap, type RuleAnswer, type Rules } from "./answer.ts";
import { joined, secondsOf, stateAt, statesAt, stretchesOf, type Seen, type Stretch } from "./stretches.ts";

/** The probe by which a location says whether customers can use the service. */
export const SERVICE_PROBE = "own-http";

/** The strongest first: where two accounts of one moment and place differ, the one that speaks against a disaster counts. */
const strongest: readonly ObservedState[] = ["up", "degraded", "down", "unknown"];

/** How the service as a whole looked from one place: DOWN when so large a share of its names was; a name nobody could tell of may be either. */
export function placeState(seen: readonly Pick<Observation, "state">[], share: number): ObservedState {
  const count = (state: ObservedState) => seen.filter((one) => one.state === state).length;
  const [down, unknown] = [count("down"), count("unknown")];
  if (down > 0 && down >= seen.length * share) return "down";
  if (unknown > 0 && down + unknown >= seen.length * share) return "unknown";
  return down > 0 || count("degraded") > 0 ? "degraded" : "up";
}

/** How a place saw the service, or that it said nothing. */
export type PlaceState = ObservedState | "silent";

/** How the service looked over time, from each place that looked. */
export function placesOverTime(told: readonly Told[], share: number, now: number): ReadonlyMap<string, readonly Stretch<PlaceState>[]> {
  const seen = new Map<string, Seen<ObservedState>[]>();
  for (const { entry, at } of ofKind(told, "observations")) {
    const own = entry.observations.filter(({ probe }) => probe === SERVICE_PROBE);
    for (const [from, group] of grouped(own, (one) => one.from)) {
      const one = { at, until: at + entry.holdsSeconds * 1000, state: placeState(group, share) };
      const ones = seen.get(from);
      if (ones === undefined) seen.set(from, [one]);
      else ones.push(one);
    }
  }
  return new Map([...seen].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([from, ones]) => [from, stretchesOf(ones, now, strongest)]));
}

type Enough = "yes" | "no" | "unknown";

/**
 * Whether so many places said DOWN, of those that said anything at that moment. One that could not tell may be either, and
 * so may one that is missing, unless somebody saw the service up. When nobody said anything, nobody knows.
 */
function enoughAt(states: readonly PlaceState[], atLeast: number): Enough {
  const count = (...wanted: readonly PlaceState[]) => states.filter((state) => wanted.includes(state)).length;
  const [down, unknown, well] = [count("down"), count("unknown"), count("up", "degraded")];
  if (down >= atLeast) return "yes";
  const missing = well > 0 ? 0 : Math.max(0, atLeast - (down + unknown));
  return down + unknown + missing >= atLeast ? "unknown" : "no";
}

function enoughOverTime(places: readonly (readonly Stretch<PlaceState>[])[], atLeast: number, now: number): readonly Stretch<Enough>[] {
  const edges = [...new Set([...places.flatMap((stretches) => stretches.flatMap(({ from, to }) => [from, to])), now])].filter((at) => at <= now).toSorted((a, b) => a - b);
  const states = places.map((stretches) => statesAt(stretches, edges));
  return joined(edges.slice(0, -1).map((from, index): Stretch<Enough> => ({ from, to: edges[index + 1] ?? now, state: enoughAt(states.map((ofPlace) => ofPlace[index] ?? "silent"), atLeast) })));
}

/** What all places saw over time, and at which moments enough of them said DOWN. */
export type SeenOverTime = { readonly places: ReadonlyMap<string, readonly Stretch<PlaceState>[]>; readonly enough: readonly Stretch<Enough>[] };

/** The same from the evidence: days of it, so it is made once for all that is asked of it. */
export function seenOverTime(told: readonly Told[], rules: Rules, now: number): SeenOverTime {
  const places = placesOverTime(told, rules.scope.share, now);
  return { places, enough: enoughOverTime([...places.values()], rules.locations.atLeast, now) };
}

/**
 * Monitoring says DOWN in several locations for so long: at every moment that was seen since, at least so many said DOWN.
 * Unknown time neither counts nor begins the count anew.
 */
export function locationsRule(told: readonly Told[], rules: Rules, now: number, { places, enough }: SeenOverTime = seenOverTime(told, rules, now)): RuleAnswer {
  const { atLeast, minutes } = rules.locations;
  const afterNo = enough.slice(enough.findLastIndex(({ state }) => state === "no") + 1);
  const first = afterNo.findIndex(({ state }) => state === "yes");
  const counted = first < 0 ? [] : afterNo.slice(first);
  const since = counted[0]?.from;
  const already = secondsOf(counted, "yes");
  const needed = minutes * 60;
  const gaps = counted.filter(({ state }) => state === "unknown").map(({ from, to }): Gap => ({ from: iso(from), to: iso(to), seconds: (to - from) / 1000 }));
  const silent = silence(enough, now);
  const evidence = since === undefined ? [] : ofKind(told, "observations").filter(({ at, entry }) => at + entry.holdsSeconds * 1000 >= since && at <= now).map(({ entry }) => entry.id);
  const answer = { rule: "locations", since: since === undefined ? null : iso(since), alreadySeconds: already, gaps, evidence } as const;
  const wanted = `${atLeast} or more DOWN in every observation of ${ageText(needed)}`;

  if (places.size === 0) return { ...answer, says: "cannot tell", because: `nobody has looked; wanted are ${wanted}`, stillSeconds: null, asks: [] };
  if (since === undefined) {
    const last = enough.at(-1)?.state;
    if (last === "no") return { ...answer, says: "not met", because: `${placesNow(places, now)}; wanted are ${wanted}`, stillSeconds: null, asks: [] };
    return { ...answer, says: "cannot tell", because: `${placesNow(places, now)}; wanted are ${wanted}, and too few places tell anything`, stillSeconds: null, asks: [] };
  }
  if (silent > needed) return { ...answer, says: "cannot tell", because: `nothing was seen for ${ageText(silent)}; before that enough locations were DOWN for ${ageText(already)}`, stillSeconds: null, asks: [] };
  const because = `${placesNow(places, now)}; enough DOWN without a break since ${iso(since)}, ${ageText(already)} of it seen${gaps.length === 0 ? "" : `, ${ageText(secondsOf(counted, "unknown"))} unknown`}; wanted are ${wanted}`;
  const asks = gaps.filter(({ seconds }) => seconds > rules.gapMinutes * 60).map(({ from, to, seconds }) => `nothing is known of ${ageText(seconds)}, ${from} to ${to} ('locations')`);
  return already >= needed ? { ...answer, says: "met", because, stillSeconds: 0, asks } : { ...answer, says: "not met", because, stillSeconds: needed - already, asks };
}

/** For how long nobody has been able to tell how the service is, although there are places that look; 0 when somebody can. */
export function untoldSeconds({ places, enough }: SeenOverTime, now: number): number {
  const looks = [...places.values()].some((stretches) => stateAt(stretches, now - 1) === "unknown");
  return looks ? silence(enough, now) : 0;
}

/** How long it is that anything was seen at all. */
function silence(enough: readonly Stretch<Enough>[], now: number): number {
  const last = enough.at(-1);
  return last?.state === "unknown" ? (now - last.from) / 1000 : 0;
}

/** Each state once, with the places where it holds. */
function placesNow(places: ReadonlyMap<string, readonly Stretch<PlaceState>[]>, now: number): string {
  const byState = grouped([...places], ([, stretches]) => inCapitals(stateAt(stretches, now - 1)));
  return [...byState].map(([state, ones]) => `${state} ${ones.map(([from]) => from).join(", ")}`).join("; ");
}

const inCapitals = (state: PlaceState): string => (state === "down" ? "DOWN" : state);
