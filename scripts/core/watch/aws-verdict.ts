import { placeState } from "../declaration/locations.ts";
import type { AwsState } from "../evidence.ts";
import { grouped } from "../grouped.ts";
import type { Observation } from "../observation.ts";

/** The probe by which a place says whether AWS itself answers. */
export const AWS_PROBE = "aws-answers";

/** What so many places together say of AWS: one of them alone makes no outage, and silence makes neither an outage nor an "up". */
export function awsVerdict(observations: readonly Observation[], { atLeast, share }: { readonly atLeast: number; readonly share: number }): { readonly aws: AwsState; readonly because: string } {
  const places = [...grouped(observations.filter(({ probe }) => probe === AWS_PROBE), ({ from }) => from)].map(([from, seen]) => ({ from, state: placeState(seen, share) }));
  const count = (state: string) => places.filter((place) => place.state === state).length;
  const [down, unknown, all] = [count("down"), count("unknown"), places.length];
  const because = all === 0 ? "no place looks at AWS" : places.map(({ from, state }) => `${from} ${state}`).join(", ");
  if (down >= atLeast) return { aws: "down", because };
  return down + unknown >= Math.min(atLeast, Math.max(1, all)) && (down > 0 || unknown === all) ? { aws: "unknown", because } : { aws: all === 0 ? "unknown" : "up", because };
}
