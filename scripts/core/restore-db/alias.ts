import type { DnsRecord } from "../dns-plan.ts";
import { recordsFor } from "../dns-plan.ts";

/** The alias's record pointed at this address; the same record if it leads there already; or why it cannot be. */
export function aliasRecord(existing: readonly DnsRecord[], { name, ttl }: { readonly name: string; readonly ttl: number }, address: string): { readonly from: DnsRecord; readonly to: DnsRecord } | { readonly objection: string } {
  const [record, ...rest] = recordsFor(existing, [name]);
  if (record === undefined) return { objection: `${name} has no address record; make one by hand, unproxied, and the kit moves it from then on` };
  if (rest.length > 0) return { objection: `${name} has ${rest.length + 1} address records; all but one would still lead elsewhere` };
  if (record.proxied) return { objection: `${name} is proxied; a database is reached without Cloudflare's edge` };
  const isAddress = /^\d+(\.\d+){3}$/.test(address);
  return { from: record, to: { ...record, type: isAddress ? "A" : "CNAME", content: address, ttl } };
}
