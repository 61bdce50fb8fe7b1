import { recordsFor, type DnsRecord } from "../../core/dns-plan.ts";
import type { DnsProvider } from "../../ports.ts";
import { settingsFor } from "../project.ts";
import type { Reach } from "./reach.ts";

/** Where the names can be moved, all that stands there now, and what of it is the service's. */
export type ZoneRead = { readonly dns: DnsProvider; readonly records: readonly DnsRecord[]; readonly ours: readonly DnsRecord[] };

/** Reads the zone, where its token is at hand. */
export async function readZone({ project, world }: Reach): Promise<ZoneRead | undefined> {
  const { cloudflare, names } = project.written;
  if ((world.env[cloudflare.token.slice(1)] ?? "") === "") return undefined;
  const { dns } = await world.outside(settingsFor(project, world, ["cloudflare.token"]), world.stop);
  const records = await dns.records();
  return { dns, records, ours: recordsFor(records, names.map(({ name }) => name)) };
}
