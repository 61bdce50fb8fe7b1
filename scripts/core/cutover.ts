import { z } from "zod";
import { recordsFor, type Change, type DnsRecord } from "./dns-plan.ts";
import { FailoverError } from "./errors.ts";

const end = z.object({ type: z.string(), content: z.string() });
const schema = z.object({
  address: z.string(),
  names: z.array(z.object({ name: z.string(), proxied: z.boolean(), ttlSeconds: z.number() })),
  changes: z.array(z.object({ name: z.string(), from: end, to: end })),
});

/** What cut-over-dns journals: where the names lead now, and what they said before, which is how to go back. */
export type Cutover = z.infer<typeof schema>;

/** Cloudflare writes "automatic" as 1 and means this. */
const AUTOMATIC_TTL_SECONDS = 300;

/** The account of a cutover, from the zone after it and the changes made. */
export function cutoverOf(zone: readonly DnsRecord[], names: readonly string[], address: string, changes: readonly Change[]): Cutover {
  return {
    address,
    names: recordsFor(zone, names).map(({ name, proxied, ttl }) => ({ name, proxied, ttlSeconds: ttl === 1 ? AUTOMATIC_TTL_SECONDS : ttl })),
    changes: changes.map(({ from, to }) => ({ name: from.name, from: { type: from.type, content: from.content }, to: { type: to.type, content: to.content } })),
  };
}

/** A cutover as the journal holds it. */
export function readCutover(raw: unknown): Cutover {
  const cutover = schema.safeParse(raw);
  if (cutover.success) return cutover.data;
  throw new FailoverError("ANSWER_UNREADABLE", { source: "the journal's account of cut-over-dns", problems: cutover.error.issues.map(({ message }) => message) });
}
