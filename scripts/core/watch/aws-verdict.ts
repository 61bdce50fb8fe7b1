import { placeState } from "../declaration/locations.ts";
import type { AwsState } from "../evidence.ts";
import { grouped } from "../grouped.ts";
import type { Observation } from "../observation.ts";

/** The probe by which a place says whether AWS itself answers. */
export const AWS_PROBE = "aws-answers";

/** As far as this file cares for it. */
type Found = { readonly verdict: string; readonly confidence: "high" | "medium" | "low"; readonly because: string };

/** Addresses may answer while nothing behind them works: a triage that finds the data plane broken, and is not unsure of it, counts as "down". */
export const withTriage = (own: { readonly aws: AwsState; readonly because: string }, found: Found | undefined): { readonly aws: AwsState; readonly because: string } =>
  found !== undefined && found.verdict === "aws-data-plane" && found.confidence !== "low" ? { aws: "down", because: `triage: ${found.because} (${own.because})` } : own;

/** What so many places together say of AWS: one of them alone makes no outage, and silence makes neither an outage nor an "up". */
export function awsVerdict(observations: readonly Observation[], { atLeast, share }: { readonly atLeast: number; readonly share: number }): { readonly aws: AwsState; readonly because: string } {
  const places = [...grouped(observations.filter(({ probe }) => probe === AWS_PROBE), ({ from }) => from)].map(([from, seen]) => ({ from, state: placeState(seen, share) }));
  const count = (state: string) => places.filter((place) => place.state === state).length;
  const [down, unknown, all] = [count("down"), count("unknown"), places.length];
  const because = all === 0 ? "no place looks at AWS" : places.map(({ from, state }) => `${from} ${state}`).join(", ");
  if (down >= atLeast) return { aws: "down", because };
  return down + unknown >= Math.min(atLeast, Math.max(1, all)) && (down > 0 || unknown === all) ? { aws: "unknown", because } : { aws: all === 0 ? "unknown" : "up", because };
}
