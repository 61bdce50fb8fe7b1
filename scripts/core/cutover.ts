import { z } from "zod";
import { recordsFor, type Change, type DnsRecord } from "./dns-plan.ts";
import { trusted } from "./parse-untrusted.ts";

const end = z.object({ type: z.string(), content: z.string() });
const moves = z.array(z.object({ name: z.string(), from: end, to: end }));
const schema = z.object({
  address: z.string(),
  names: z.array(z.object({ name: z.string(), proxied: z.boolean(), ttlSeconds: z.number() })),
  changes: moves,
});

/** What cut-over-dns journals: where the names lead now, and what they said before, which is how to go back. */
export type Cutover = z.infer<typeof schema>;

/** What each name said before and what it is made to say. */
export type Moves = Cutover["changes"];

/** Cloudflare writes "automatic" as 1 and means this. */
const AUTOMATIC_TTL_SECONDS = 300;

/** The account of a cutover, from the zone after it and the moves made. */
export function cutoverOf(zone: readonly DnsRecord[], names: readonly string[], address: string, changes: Moves): Cutover {
  return {
    address,
    names: recordsFor(zone, names).map(({ name, proxied, ttl }) => ({ name, proxied, ttlSeconds: ttl === 1 ? AUTOMATIC_TTL_SECONDS : ttl })),
    changes,
  };
}

/** Earlier attempts' moves with this one's: of a name that is still to be moved, the zone's present word counts. */
export function movesWith(earlier: Moves, changes: readonly Change[]): Moves {
  const present = changes.map(({ from, to }) => ({ name: from.name, from: { type: from.type, content: from.content }, to: { type: to.type, content: to.content } }));
  return [...earlier.filter(({ name }) => !present.some((move) => move.name === name)), ...present];
}

/** The moves that an earlier attempt noted before it made them. */
export const readMoves = (note: unknown): Moves => trusted(moves, note, "the journal's note of cut-over-dns");

/** A cutover as the journal holds it. */
export const readCutover = (raw: unknown): Cutover => trusted(schema, raw, "the journal's account of cut-over-dns");
