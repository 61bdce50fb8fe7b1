import { isIPv4, isIPv6 } from "node:net";
import { refuse, type DnsRecord, type RecordFields, type Result } from "./record.ts";

/** Only these can go through Cloudflare's proxy: https://developers.cloudflare.com/dns/proxy-status/#proxied-records */
export const proxiableTypes: readonly string[] = ["A", "AAAA", "CNAME"];
const knownTypes: readonly string[] = [...proxiableTypes, "TXT"];

type Accepted = Omit<DnsRecord, "id" | "created_on" | "modified_on">;

/** What a record becomes if the API takes it, or why it does not. The refusals' codes are seen in the field; Cloudflare documents none. */
export function acceptRecord(fields: RecordFields, zoneName: string): Result<Accepted> {
  const { type, content } = fields;
  if (typeof type !== "string" || !knownTypes.includes(type))
    return refuse(400, 1004, `DNS Validation Error: type must be one of ${knownTypes.join(", ")} here.`);
  if (typeof fields.name !== "string" || fields.name === "") return refuse(400, 9000, "DNS name is invalid.");
  if (typeof content !== "string" || content === "") return refuse(400, 9009, `Content for ${type} record is invalid.`);
  const wrong = wrongContent(type, content);
  if (wrong) return wrong;
  const proxied = fields.proxied === true;
  const proxiable = proxiableTypes.includes(type);
  if (proxied && !proxiable) return refuse(400, 9004, "This record type cannot be proxied.");
  const ttl = fields.ttl ?? 1;
  // 60 to 86400 s, or 1 for automatic: https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/
  if (typeof ttl !== "number" || !(ttl === 1 || (ttl >= 60 && ttl <= 86_400)))
    return refuse(400, 9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.");
  return {
    ok: true,
    value: {
      name: nameIn(zoneName, fields.name),
      type,
      content,
      proxiable,
      proxied,
      // "By default, all proxied records have a TTL of Auto ... and cannot be edited" (same page).
      ttl: proxied ? 1 : ttl,
      settings: {},
      meta: {},
      comment: typeof fields.comment === "string" ? fields.comment : null,
      tags: Array.isArray(fields.tags) ? fields.tags.filter((tag) => typeof tag === "string") : [],
    },
  };
}

/** The full name a record gets: names outside the zone are taken as relative to it, `@` is the zone itself. */
export function nameIn(zoneName: string, name: string): string {
  const lower = name.toLowerCase().replace(/\.$/, "");
  if (lower === "@" || lower === zoneName) return zoneName;
  return lower.endsWith(`.${zoneName}`) ? lower : `${lower}.${zoneName}`;
}

function wrongContent(type: string, content: string) {
  if (type === "A" && !isIPv4(content)) return refuse(400, 9005, "Content for A record must be a valid IPv4 address.");
  if (type === "AAAA" && !isIPv6(content)) return refuse(400, 9006, "Content for AAAA record must be a valid IPv6 address.");
  if (type === "CNAME" && !/^(?=.{1,253}\.?$)([a-z0-9_-]{1,63}\.)+[a-z0-9-]{1,63}\.?$/i.test(content))
    return refuse(400, 9007, "Content for CNAME record is invalid.");
  return undefined;
}
