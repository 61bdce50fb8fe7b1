import type { Finding } from "../readiness.ts";
import { ageText } from "./ages.ts";
import { amber, green, red } from "./finding.ts";

const CHECK = "watch";
const FEW_PLACES = 3;

/** What is known of those who watch: how old the newest look is, from which places it was, and by which roads people would be told. */
export type Watched = {
  readonly isSet: boolean;
  readonly everySeconds: number;
  readonly newestAgeSeconds: number | undefined;
  readonly places: readonly string[];
  readonly silent: readonly string[];
  readonly channels: "none" | "only in AWS" | "some";
};

/** Whether anybody looks at the service now, from enough places, and could wake somebody. */
export function watchFindings({ isSet, everySeconds, newestAgeSeconds, places, silent, channels }: Watched): readonly Finding[] {
  if (!isSet) return [amber(CHECK, "failover.yaml has no section 'watch': nobody collects the evidence that the plan asks for", "add it, and 'warden_watch: true' for the warden")];
  const start = "'systemctl status failover-watch' on the warden's host";
  if (newestAgeSeconds === undefined) return [red(CHECK, "nobody has looked at the service in the last hour", start)];
  if (newestAgeSeconds > 10 * everySeconds + 60) return [red(CHECK, `nobody has looked at the service for ${ageText(newestAgeSeconds)}`, start)];
  const seen = `last looked at ${ageText(newestAgeSeconds)} ago, from ${places.join(", ")}`;
  if (channels === "only in AWS") return [red(CHECK, `${seen}; every channel by which people would be told lives in AWS`, "add one under 'channels' that does not")];
  if (channels === "none") return [amber(CHECK, `${seen}; failover.yaml names no channel, so nobody would be woken`, "add 'channels' and 'paging'")];
  if (silent.length > 0) return [amber(CHECK, `${seen}; of them ${silent.join(", ")} cannot see anything`, "'failover watch --once' says why")];
  if (places.length < FEW_PLACES) return [amber(CHECK, `${seen}: with fewer than ${FEW_PLACES} places one that errs cannot be told from one that is right`, "add a place under 'watch.agents'")];
  return [green(CHECK, seen)];
}
