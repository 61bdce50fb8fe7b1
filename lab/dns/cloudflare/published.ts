import { edgeAddress } from "../addresses.ts";
import type { DnsRecord } from "./record.ts";

/** One set of answers the authoritative DNS gives. */
export type RecordSet = { readonly name: string; readonly type: string; readonly ttl: number; readonly contents: readonly string[] };
export type RecordSetChange =
  (RecordSet & { readonly changetype: "REPLACE" }) | { readonly name: string; readonly type: string; readonly changetype: "DELETE" };

// "Auto" is 300 s, also for proxied records: https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/
const automaticTtl = 300;

/** What the world is told: the edge's address for proxied records, the content itself for the others. */
export function published(records: readonly DnsRecord[]): readonly RecordSet[] {
  const sets = new Map<string, RecordSet>();
  for (const record of records) {
    const type = record.proxied ? "A" : record.type;
    const key = `${record.name} ${type}`;
    const content = record.proxied ? edgeAddress : contentOf(record);
    const contents = new Set([...(sets.get(key)?.contents ?? []), content]);
    sets.set(key, { name: `${record.name}.`, type, ttl: record.ttl === 1 ? automaticTtl : record.ttl, contents: [...contents] });
  }
  return [...sets.values()];
}

/** The changes that lead from one set of answers to another. */
export function changesBetween(before: readonly RecordSet[], after: readonly RecordSet[]): readonly RecordSetChange[] {
  const same =
    (a: RecordSet) =>
    (b: RecordSet): boolean =>
      a.name === b.name && a.type === b.type;
  const gone = before.filter((set) => !after.some(same(set))).map(({ name, type }) => ({ name, type, changetype: "DELETE" as const }));
  const changed = after
    .filter((set) => JSON.stringify(before.find(same(set))) !== JSON.stringify(set))
    .map((set) => ({ ...set, changetype: "REPLACE" as const }));
  // Deletions first: a CNAME must be gone before an A of its name can be there.
  return [...gone, ...changed];
}

function contentOf({ type, content }: DnsRecord): string {
  if (type === "CNAME") return content.endsWith(".") ? content : `${content}.`;
  return type === "TXT" ? `"${content.replaceAll('"', '\\"')}"` : content;
}
