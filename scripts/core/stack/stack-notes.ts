import { z } from "zod";
import type { Json } from "../journal.ts";
import { trusted } from "../parse-untrusted.ts";
import { halfMadeResources } from "./half-made.ts";
import { beginning } from "./state-lock.ts";

const notes = z.strictObject({ beginnings: z.array(beginning), halfMade: halfMadeResources });

/** What a step that drives Pulumi must not forget: where it let Pulumi work, and what it ever found half made. */
export type StackNotes = z.infer<typeof notes>;

/** The notes as the journal has them; none is none of both. */
export const readStackNotes = (note: Json | undefined): StackNotes => (note === undefined ? { beginnings: [], halfMade: [] } : trusted(notes, note, "the journal's note of a stack"));

/** The notes as the journal takes them. */
export const writeStackNotes = (known: StackNotes): Json => JSON.parse(JSON.stringify(known)) as Json;
