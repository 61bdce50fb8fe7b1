import type { Finding } from "../readiness.ts";
import type { SourceJson } from "../source-json.ts";
import { ageText, secondsFrom } from "./ages.ts";
import { amber, green, red } from "./finding.ts";

const CHECK = "source-facts";
const parts = [
  ["instance", "the database instance"],
  ["parameters", "its parameters"],
  ["application", "the application's version"],
  ["schemaVersion", "the schema's version"],
] as const;

/** The newest backup's own word about where it came from. */
export type FactsRead = { readonly backup: string } & ({ readonly as: "none" } | { readonly as: "damaged"; readonly because: string } | { readonly as: "read"; readonly facts: SourceJson });

/** How old source.json is, and what it could not tell. */
export function sourceFactsFinding(read: FactsRead, now: Date): Finding {
  switch (read.as) {
    case "none":
      return amber(CHECK, `backup ${read.backup} says nothing of what the source was: it has no source.json`, "a newer kit on the exporter's host writes it with the next export");
    case "damaged":
      return red(CHECK, `source.json of backup ${read.backup} is not what its manifest says: ${read.because}`, "'failover verify-export --level 2' says what else is wrong with the backup");
    case "read": {
      const untold = untoldIn(read.facts);
      const says = `${ageText(secondsFrom(read.facts.takenAt, now))} old, with backup ${read.backup}`;
      return untold.length === 0 ? green(CHECK, says) : amber(CHECK, `${says}; it could not tell ${untold.join(", ")}`, "give the exporter what it lacks: 'export.application', 'export.schemaVersionQuery' and 'aws' in failover.yaml");
    }
    default:
      return read satisfies never;
  }
}

/** What has one reason is told once. */
function untoldIn(facts: SourceJson): readonly string[] {
  const byReason = new Map<string, readonly string[]>();
  for (const [key, name] of parts) {
    const part = facts[key];
    if ("untold" in part) byReason.set(part.untold, [...(byReason.get(part.untold) ?? []), name]);
  }
  return [...byReason].map(([reason, names]) => `${names.join(" and ")} (${reason})`);
}
