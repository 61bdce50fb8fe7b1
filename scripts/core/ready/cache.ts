import { cachePlan, cachePlanText } from "../cache-plan.ts";
import type { WrittenCache } from "../data-settings.ts";
import type { Finding } from "../readiness.ts";
import { CACHE_STALE_HOURS } from "../rotation-rule.ts";
import { ageText, secondsFrom } from "./ages.ts";
import { amber, green } from "./finding.ts";

const CHECK = "cache";
const OLD_SECONDS = CACHE_STALE_HOURS * 60 * 60;
const COPY = "'systemctl status failover-cache-export.timer failover-cache-export' on the exporter's host";

/** What the users of each database of the cache would notice; `copiedAt` is when the newest sound copy was made. */
export function cacheFindings(cache: Pick<WrittenCache, "databases"> | undefined, copiedAt: string | undefined, now: Date): readonly Finding[] {
  if (cache === undefined) return [green(CHECK, "failover.yaml has no section 'cache': whatever a cache holds begins empty")];
  const age = copiedAt === undefined ? undefined : secondsFrom(copiedAt, now);
  return cachePlan(cache, copiedAt).map((fate) => {
    const says = cachePlanText([fate]);
    if (fate.onFailover === "cold") return green(CHECK, says);
    if (age === undefined) return amber(CHECK, says, COPY);
    return age > OLD_SECONDS ? amber(CHECK, `${says}; that was ${ageText(age)} ago`, COPY) : green(CHECK, `${says}; that was ${ageText(age)} ago`);
  });
}
