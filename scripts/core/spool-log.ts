import { z } from "zod";
import { databaseSchema, manifestSchema, type ManifestObject } from "./manifest.ts";

const file = z.object({ n: z.number(), database: z.string(), path: z.string() });
const hash = z.object({ bytes: z.number(), sha256: z.string() });
const digest = hash.extend({ crc32c: z.string() });

const entrySchema = z.discriminatedUnion("type", [
  /** The first line. A later export goes on only if its own key is the same. */
  z.object({ type: z.literal("begun"), id: z.string(), key: z.string() }),
  /** A file's ciphertext lies whole in the spool; the plain file is gone. */
  z.object({ type: z.literal("sealed"), file, plain: hash, sealed: digest }),
  /** The store has confirmed a file. */
  z.object({ type: z.literal("confirmed"), n: z.number(), object: manifestSchema.shape.objects.element }),
  /** Every database is dumped and counted: from here on nothing more is asked of the source. */
  z.object({
    type: z.literal("dumped"),
    head: manifestSchema.omit({ createdAt: true, databases: true, objects: true, sourceFacts: true }),
    databases: z.array(databaseSchema).nonempty(),
    databaseBytes: z.number(),
    files: z.array(file),
    /** The text of source.json. */
    facts: z.string(),
  }),
  /** The manifest's exact bytes, before they are sent. */
  z.object({ type: z.literal("described"), manifest: z.string() }),
]);

export type SpoolEntry = z.infer<typeof entrySchema>;
export type SpoolFile = z.infer<typeof file>;
export type Dumped = Extract<SpoolEntry, { type: "dumped" }>;
export type Sealed = Extract<SpoolEntry, { type: "sealed" }>;

/** What a spool's log proves of an export that did not end. */
export type Spooled = {
  readonly id: string;
  readonly key: string;
  readonly dumped: Dumped | undefined;
  readonly sealed: ReadonlyMap<number, Sealed>;
  readonly confirmed: ReadonlyMap<number, ManifestObject>;
  readonly manifest: string | undefined;
};

/** One line of the log. */
export const spoolLine = (entry: SpoolEntry): string => `${JSON.stringify(entry)}\n`;

function entryIn(line: string): SpoolEntry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Folds a log to what it proves, or undefined when it cannot be relied on. A torn last line is a crash's; whatever else cannot be read makes the spool useless. */
export function readSpoolLog(text: string): Spooled | undefined {
  const lines = text.split("\n").slice(0, -1).map(entryIn);
  const entries = lines.filter((entry) => entry !== undefined);
  const [first] = entries;
  if (first?.type !== "begun" || entries.length !== lines.length) return undefined;
  return {
    id: first.id,
    key: first.key,
    dumped: entries.find((entry) => entry.type === "dumped"),
    sealed: new Map(entries.flatMap((entry) => (entry.type === "sealed" ? [[entry.file.n, entry] as const] : []))),
    confirmed: new Map(entries.flatMap((entry) => (entry.type === "confirmed" ? [[entry.n, entry.object] as const] : []))),
    manifest: entries.find((entry) => entry.type === "described")?.manifest,
  };
}

/** A dump older than this is not worth sending any more: a fresh one is made instead. */
export const RESUMABLE_HOURS = 6;

/** Whether an export that did not end is to be finished, rather than begun anew. */
export function mayResume(spooled: Spooled | undefined, key: string, now: Date): spooled is Spooled & { readonly dumped: Dumped } {
  if (spooled?.dumped === undefined || spooled.key !== key) return false;
  return now.getTime() - Date.parse(spooled.dumped.head.snapshotAt) < RESUMABLE_HOURS * 3600 * 1000;
}
