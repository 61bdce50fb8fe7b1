import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "./canonical-json.ts";
import { observationSchema } from "./observation.ts";

/** Whether AWS as a whole does its work, as a watch understood what it saw: "unknown" is no "up". */
export const awsStates = ["down", "up", "unknown"] as const;
export type AwsState = (typeof awsStates)[number];

/** Work that can be done before the gate opens. */
export const standbyItems = ["freeze", "export", "image", "quota", "credentials"] as const;
export type StandbyItem = (typeof standbyItems)[number];

const text = z.string();
const common = { schema: z.literal("failover-kit/evidence/1"), id: z.string().regex(/^[0-9TZ]+-[a-z0-9-]+$/), at: z.iso.datetime(), by: text.min(1) };
/** How long what was seen may speak for what came after it; later, nobody knows. */
const holdsSeconds = z.number().positive();

/** One thing that was seen, said or done, written down once and never changed. */
export const evidenceSchema = z.discriminatedUnion("kind", [
  /** A watch began, which will look from these places. */
  z.strictObject({ ...common, kind: z.literal("started"), vantages: z.array(text).readonly(), everySeconds: z.number().positive() }),
  z.strictObject({ ...common, kind: z.literal("observations"), holdsSeconds, observations: z.array(observationSchema).readonly() }),
  z.strictObject({ ...common, kind: z.literal("verdict"), holdsSeconds, aws: z.enum(awsStates), because: text }),
  /** The clock of the machine that watches was set, by so many seconds. */
  z.strictObject({ ...common, kind: z.literal("clock"), jumpSeconds: z.number() }),
  /** A customer reports the service down. `report` is what a person types to withdraw it. */
  z.strictObject({ ...common, kind: z.literal("report"), report: text.min(1), customer: text.min(1), said: text }),
  z.strictObject({ ...common, kind: z.literal("withdrawn"), report: text.min(1), because: text }),
  z.strictObject({ ...common, kind: z.literal("standby"), item: z.enum(standbyItems), because: text }),
  /** Somebody is to be told; every try to reach a person is written down as well. */
  z.strictObject({ ...common, kind: z.literal("page"), page: text.min(1), about: text.min(1), says: text }),
  z.strictObject({ ...common, kind: z.literal("paged"), page: text.min(1), person: text, rung: z.int().nonnegative(), channel: text, outcome: z.enum(["sent", "failed"]), because: text }),
  /** Somebody took it on: whoever wrote this, or whom another system names by their id there. */
  z.strictObject({ ...common, kind: z.literal("acknowledged"), page: text.min(1), through: text.min(1).exactOptional() }),
  z.strictObject({ ...common, kind: z.literal("page-ended"), page: text.min(1), because: text }),
]);

export type EvidenceEntry = z.infer<typeof evidenceSchema>;
export type EvidenceKind = EvidenceEntry["kind"];
/** What a writer says; the log adds who, when and under which name. */
export type EvidenceWords = EvidenceEntry extends infer E ? (E extends EvidenceEntry ? Omit<E, "schema" | "id" | "at" | "by"> : never) : never;

/** An entry as its object holds it: beside it, the writer's clock when it was sent, and how long it had waited by then. */
export const sentSchema = z.strictObject({ entry: evidenceSchema, sent: z.strictObject({ at: z.iso.datetime(), waitedSeconds: z.number().nonnegative() }) });
export type SentEntry = z.infer<typeof sentSchema>;

/** An entry with the moment it counts for, in milliseconds. `contradicts`: by how many seconds its own clock was ahead of the store's. */
export type Told = { readonly entry: EvidenceEntry; readonly at: number; readonly storedAt: string | null; readonly contradicts: number | null };

/** A clock that differs by less is taken at its word: a round trip, and the second the store rounds to. */
export const CLOCK_TOLERANCE_SECONDS = 15;

/** An entry from the bucket, at its own word, or at the store's where its writer's clock contradicts the store. */
export function toldFromStore({ entry, sent }: SentEntry, storedAt: string): Told {
  const own = Date.parse(entry.at);
  const byStore = Date.parse(storedAt) - sent.waitedSeconds * 1000;
  const ahead = (own - byStore) / 1000;
  const isSound = Math.abs(ahead) <= CLOCK_TOLERANCE_SECONDS;
  // Made before it was stored, whatever a clock says that is a little ahead.
  return { entry, at: isSound ? Math.min(own, Date.parse(storedAt)) : byStore, storedAt, contradicts: isSound ? null : Math.round(ahead) };
}

/** An entry that only this machine has yet. */
export const toldHere = (entry: EvidenceEntry): Told => ({ entry, at: Date.parse(entry.at), storedAt: null, contradicts: null });

/** Each entry once, in order of time; of two copies the store's counts, since its time is beyond doubt. */
export function inOrder(told: readonly Told[]): readonly Told[] {
  const byId = new Map<string, Told>();
  for (const one of told) {
    const known = byId.get(one.entry.id);
    if (known === undefined || known.storedAt === null) byId.set(one.entry.id, one);
  }
  return [...byId.values()].toSorted((a, b) => a.at - b.at || (a.entry.id < b.entry.id ? -1 : 1));
}

/** An entry never changes, so its hash is made once for as long as somebody holds it. */
const hashes = new WeakMap<EvidenceEntry, string>();

function hashOf(entry: EvidenceEntry): string {
  const known = hashes.get(entry);
  if (known !== undefined) return known;
  const hash = createHash("sha256").update(canonicalJson(entry)).digest("hex");
  hashes.set(entry, hash);
  return hash;
}

/** Stands for exactly these entries, counted at exactly these moments. */
export function evidenceDigest(told: readonly Told[]): string {
  const lines = inOrder(told).map(({ entry, at }) => `${entry.id} ${at} ${hashOf(entry)}`);
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 12);
}

/** The entries of one kind, typed as such. */
export const ofKind = <K extends EvidenceKind>(told: readonly Told[], kind: K): readonly (Told & { readonly entry: Extract<EvidenceEntry, { kind: K }> })[] =>
  told.flatMap((one) => (one.entry.kind === kind ? [one as Told & { readonly entry: Extract<EvidenceEntry, { kind: K }> }] : []));
