/** One address record of the zone. What the kit does not change (comment, tags) is carried along, or a replacement would erase it. */
export type DnsRecord = {
  readonly id: string;
  readonly name: string;
  readonly type: "A" | "AAAA" | "CNAME";
  readonly content: string;
  readonly proxied: boolean;
  readonly ttl: number;
  readonly comment?: string;
  readonly tags?: readonly string[];
};

/** How the provider's proxy speaks to what a name points at, in the provider's word; or that it does not let us know. */
export type OriginEncryption = { readonly mode: string } | { readonly refused: string };

export type Change = { readonly from: DnsRecord; readonly to: DnsRecord };

const canonical = (name: string): string => name.toLowerCase().replace(/\.$/, "");

/** The zone's records for these names; case and a final dot make no difference. */
export function recordsFor(existing: readonly DnsRecord[], names: readonly string[]): readonly DnsRecord[] {
  const managed = new Set(names.map(canonical));
  return existing.filter(({ name }) => managed.has(canonical(name)));
}

/** What must change for each of the names to answer with this IPv4 address. Other names are not looked at; nothing is made or removed. */
export const changesFor = (existing: readonly DnsRecord[], names: readonly string[], address: string): readonly Change[] =>
  recordsFor(existing, names)
    .filter(({ type, content }) => type !== "A" || content !== address)
    .map((from) => ({ from, to: { ...from, type: "A", content: address } }));

/** Reasons not to apply these changes. Empty means safe. */
export function objections(existing: readonly DnsRecord[], names: readonly string[], changes: readonly Change[]): readonly string[] {
  const managed = new Set(names.map(canonical));
  const found = countByName(existing);
  return [
    ...[...managed].filter((name) => !found.has(name)).map((name) => `${name} has no address record, and a cutover makes none`),
    ...[...managed].filter((name) => (found.get(name) ?? 0) > 1).map((name) => `${name} has ${found.get(name)} address records; all but one would still lead elsewhere`),
    ...changes.filter(({ from }) => !managed.has(canonical(from.name))).map(({ from }) => `${from.name} is none of the names to move`),
    ...changes.filter(({ from, to }) => from.id !== to.id || from.name !== to.name).map(({ from, to }) => `${from.name} (${from.id}) would become ${to.name} (${to.id})`),
    ...(changes.length > managed.size ? [`${changes.length} changes for ${managed.size} names`] : []),
  ];
}

function countByName(records: readonly DnsRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of records) counts.set(canonical(name), (counts.get(canonical(name)) ?? 0) + 1);
  return counts;
}

/** One change as a line for people. */
export const describe = ({ from, to }: Change): string => `${from.name}: ${from.type} ${from.content} → ${to.type} ${to.content}`;
