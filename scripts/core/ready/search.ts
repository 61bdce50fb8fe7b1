import type { SearchSettings } from "../data-settings.ts";
import type { Finding } from "../readiness.ts";
import { searchPlanText } from "../search-plan.ts";
import { amber, green } from "./finding.ts";

/** What searches would find after a failover. */
export function searchFinding(search: SearchSettings | undefined): Finding {
  const says = searchPlanText(search);
  return search?.onFailover === "none" ? amber("search", says, "see that the service does without, or set search.onFailover in failover.yaml") : green("search", says);
}
