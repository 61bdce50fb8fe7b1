import { z } from "zod";
import type { Json } from "../journal.ts";

/** The step that a person may have a graceful run go on without. */
export const FINAL_EXPORT = "final-export";

/** The name of that decision in the journal. */
export const WITHOUT_FINAL_EXPORT = `without:${FINAL_EXPORT}`;

const shape = z.object({ who: z.string(), because: z.string() });

/** Who chose to go on without it and why; undefined where nobody did. */
export const withoutIn = (decided: Json | undefined): z.infer<typeof shape> | undefined => shape.safeParse(decided).data;
