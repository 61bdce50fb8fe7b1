import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Place } from "./place.ts";

const recordSchema = z.object({
  id: z.string(),
  /** Written last: without it whoever brought the lab up broke off on the way. */
  complete: z.boolean().default(false),
  tooling: z.object({ pulumiDir: z.string(), fakeGcsServer: z.string(), python: z.string(), imageRoot: z.string(), searchLayer: z.string().optional(), otherServersLayer: z.string().optional() }),
});

/** What a lab that is up has to remember between commands. */
export type LabRecord = z.infer<typeof recordSchema>;

/** Writes down what this lab was started with. */
export const writeRecord = (place: Place, record: LabRecord): void => writeFileSync(place.record, `${JSON.stringify(record, null, 2)}\n`);

/** What the lab was started with; undefined where none was, or where a crash tore the record. */
export function readRecord(place: Place): LabRecord | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(readFileSync(place.record, "utf8"))).data;
  } catch {
    return undefined;
  }
}
