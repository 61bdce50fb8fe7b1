import { z } from "zod";
import { FailoverError } from "./errors.ts";
import type { Json } from "./journal.ts";
import { problemsOf } from "./problems.ts";

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
export function readChosenBackup(output: Json): ChosenBackup {
  const parsed = chosen.safeParse(output);
  if (!parsed.success) throw new FailoverError("ANSWER_UNREADABLE", { source: "the journal's choose-backup", problems: problemsOf(parsed.error) });
  return parsed.data;
}
