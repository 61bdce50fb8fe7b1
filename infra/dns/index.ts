import type { DnsOutputs } from "../outputs.ts";
import type { Promised } from "../promised.ts";
import { readSettings } from "../settings.ts";
import { DatabaseAlias } from "./database-alias.ts";
import { Records } from "./records.ts";

/** The names that customers use. A cutover moves them through Cloudflare's API; `active` then records where they are. */
export function dns(stack: string): Promised<DnsOutputs> {
  const { active, zoneId, names, origins, databaseAlias } = readSettings("dns", stack);
  const records = new Records("records", { zoneId, names, origin: origins[active] });
  if (databaseAlias !== undefined) new DatabaseAlias("database-alias", { zoneId, ...databaseAlias });
  return { active, zoneId, records: records.made };
}
