import { z } from "zod";
import { readChosenBackup } from "./chosen-backup.ts";
import { trusted } from "./parse-untrusted.ts";
import { stateOf, type RunState } from "./replay.ts";

/** What the restore of one backup proved. */
export type RestoreProof = {
  readonly backup: string;
  readonly manifestSha256: string;
  readonly findings: readonly string[];
  /** From the first word of the restore to the last, on the machine; null if it did not come to its end. */
  readonly restoreSeconds: number | null;
};

const examined = z.object({ findings: z.array(z.string()) });
const restored = z.object({ seconds: z.number() });

/** What a verification's journal proves about its backup; undefined when it came to no judgement: a cloud that has no machine for us says nothing about a backup. */
export function proofIn(state: RunState): RestoreProof | undefined {
  const [choice, restore, examination] = ["choose-backup", "restore-data", "examine-data"].map((step) => stateOf(state, step));
  if (choice?.at !== "done") return undefined;
  const { id, manifestSha256 } = readChosenBackup(choice.output);
  const proof = { backup: id, manifestSha256 };
  if (restore?.at === "failed" && restore.code === "RESTORE_FAILED") return { ...proof, findings: [restore.what], restoreSeconds: null };
  if (restore?.at !== "done" || examination?.at !== "done") return undefined;
  const { findings } = trusted(examined, examination.output, "the journal's examine-data");
  return { ...proof, findings, restoreSeconds: trusted(restored, restore.output, "the journal's restore-data").seconds };
}
