import { z } from "zod";
import type { Json } from "./journal.ts";
import { trusted } from "./parse-untrusted.ts";

const chosen = z.object({
  id: z.string(),
  manifestName: z.string(),
  manifestSha256: z.string(),
  snapshotAt: z.string(),
  plainBytes: z.number(),
});

/** The backup a run has chosen, as the journal keeps it. */
export type ChosenBackup = z.infer<typeof chosen>;

/** Reads choose-backup's journalled output. */
export const readChosenBackup = (output: Json): ChosenBackup => trusted(chosen, output, "the journal's choose-backup");
