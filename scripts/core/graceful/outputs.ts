import { z } from "zod";
import type { Json } from "../journal.ts";
import { trusted } from "../parse-untrusted.ts";
import { writesSchema } from "./writes.ts";

const fenced = z.object({
  fenced: z.boolean(),
  because: z.array(z.string()),
  /** The address of the exporter's host; null where nobody could tell it. */
  exporter: z.string().nullable(),
  /** How much had been written when the source was closed; null where it was not, or could not be told. */
  writes: writesSchema.nullable(),
});

/** What a graceful fence-source put out. */
export type Fenced = z.infer<typeof fenced>;
export const readFenced = (output: Json): Fenced => trusted(fenced, output, "the journal's fence-source");

const final = z.discriminatedUnion("exported", [
  z.object({
    exported: z.literal(true),
    id: z.string(),
    snapshotAt: z.string(),
    bytes: z.number(),
    /** Rows written between the fence and the export's end, which may be in it or not; null where nobody can tell. */
    writtenSince: z.number().nullable(),
    /** What is not as one would wish, each in a sentence. */
    notes: z.array(z.string()),
  }),
  z.object({ exported: z.literal(false), because: z.string() }),
]);

/** What final-export put out. */
export type FinalExport = z.infer<typeof final>;
export const readFinalExport = (output: Json): FinalExport => trusted(final, output, "the journal's final-export");

/** What a finished final export means for the data, in a sentence; undefined for a run that has none, or not yet. */
export function finalExportInWords(output: unknown): string | undefined {
  const { data } = final.safeParse(output);
  if (data === undefined) return undefined;
  if (!data.exported) return `no final export: ${data.because}`;
  const since = data.writtenSince === 0 ? "nothing was written from the fence to its end: it holds everything" : data.writtenSince === null ? "whether anything was written after the fence could not be told" : `${data.writtenSince} rows were written after the fence, and may be missing from it`;
  return [`final export ${data.id}, as of ${data.snapshotAt}: ${since}`, ...data.notes].join("; ");
}
