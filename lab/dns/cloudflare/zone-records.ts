import { acceptRecord, proxiableTypes } from "./accept-record.ts";
import { refuse, type DnsRecord, type RecordFields, type Result } from "./record.ts";

/** What a change may know besides the records: the zone's name, the time and fresh ids. */
export type Ground = { readonly zoneName: string; readonly now: string; readonly newId: () => string };
export type Changed = { readonly records: readonly DnsRecord[]; readonly record: DnsRecord };

const missing = () => refuse(404, 81044, "Record does not exist.");

/** The records with one more, unless it collides with another. */
export function createRecord(records: readonly DnsRecord[], fields: RecordFields, ground: Ground): Result<Changed> {
  const accepted = acceptRecord(fields, ground.zoneName);
  if (!accepted.ok) return accepted;
  return place(records, { ...accepted.value, id: ground.newId(), created_on: ground.now, modified_on: ground.now });
}

/** The records with one overwritten: what the body leaves out goes back to its default. */
export function overwriteRecord(records: readonly DnsRecord[], id: string, fields: RecordFields, ground: Ground): Result<Changed> {
  const old = records.find((record) => record.id === id);
  if (!old) return missing();
  const accepted = acceptRecord(fields, ground.zoneName);
  if (!accepted.ok) return accepted;
  return place(without(records, id), { ...accepted.value, id, created_on: old.created_on, modified_on: ground.now });
}

/** The records with one changed in the fields the body names. */
export function patchRecord(records: readonly DnsRecord[], id: string, fields: RecordFields, ground: Ground): Result<Changed> {
  const old = records.find((record) => record.id === id);
  if (!old) return missing();
  return overwriteRecord(records, id, { ...old, ...fields }, ground);
}

/** The records without one. */
export function deleteRecord(records: readonly DnsRecord[], id: string): Result<Changed> {
  const record = records.find((candidate) => candidate.id === id);
  return record ? { ok: true, value: { records: without(records, id), record } } : missing();
}

const without = (records: readonly DnsRecord[], id: string): readonly DnsRecord[] => records.filter((record) => record.id !== id);

// "A CNAME record and an A record cannot share a name": https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/
function place(others: readonly DnsRecord[], record: DnsRecord): Result<Changed> {
  const sameName = others.filter(({ name, type }) => name === record.name && proxiableTypes.includes(type));
  if (others.some(({ name, type, content }) => name === record.name && type === record.type && content === record.content)) {
    return refuse(400, 81058, "An identical record already exists.");
  }
  if (record.type === "CNAME" && sameName.length > 0)
    return refuse(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");
  if (proxiableTypes.includes(record.type) && sameName.some(({ type }) => type === "CNAME"))
    return refuse(400, 81054, "A CNAME record with that host already exists.");
  return { ok: true, value: { records: [...others, record], record } };
}
