import { declarationSection } from "../watch-settings.ts";
import type { BookFacts } from "./facts.ts";
import type { Panel } from "./blocks.ts";

/** The card for the wallet: eight panels on one sheet, folded three times. */
export function card({ place: { settings }, firstCalls, planDigest }: BookFacts, digest: string): readonly Panel[] {
  const { buckets } = settings.storage;
  const { locations, reports } = settings.declaration ?? declarationSection.parse({});
  return [
    { title: `${settings.service}: continuity`, lines: [`version ${digest}`, `plan ${planDigest}`, "If found, please send it to the company."] },
    firstCalls,
    { title: "Is it a disaster?", lines: [`DOWN from ${locations.atLeast} places or more,`, `all through ${locations.minutes} minutes;`, `or ${reports.customers} customers within`, `${reports.withinMinutes} minutes.`, "`failover watch --status`", "Not a security incident."] },
    { title: "Whose fault is it?", lines: ["`failover triage`", "Amazon, Cloudflare, DNS,", "the database, the code, or", "the monitoring itself?"] },
    { title: "Amazon gone", lines: ["`failover ready`", "`failover plan`", "`failover declare`", "`  --approve <digest>`", "`  --because \"…\"`", "`failover run`", "`failover status`"] },
    { title: "Database gone", lines: ["`failover restore-db`", "shows the choices, then", "`failover restore-db`", "`  --choose N`", "`  --approve <digest>`", "`  --because \"…\"`", "`failover resume`"] },
    { title: "Where things are", lines: [`Google project ${settings.google.project}`, "backups", `\`gs://${buckets.exports}\``, "journals", `\`gs://${buckets.journal}\``, `names: Cloudflare zone ${settings.cloudflare.zoneId.slice(0, 8)}…`] },
    { title: "Remember", lines: ["Reading first, writing later.", "open-writes: no way back", "without loss.", "“Could not tell” is not “no”.", "Call somebody. Write it down."] },
  ];
}
