import { z } from "zod";
import { readChosenBackup } from "./chosen-backup.ts";
import { trusted } from "./parse-untrusted.ts";
import { stateOf, type RunState } from "./replay.ts";

const MOST_FINDINGS = 100;

/** What the restore of one backup proved. */
export type RestoreProof = {
  readonly backup: string;
  readonly manifestSha256: string;
  readonly snapshotAt: string;
  /** Newer backups that are not sound enough to be restored, each with its reason. */
  readonly passedOver: readonly string[];
  readonly findings: readonly string[];
  /** From the first word of the restore to the last, on the machine; null if it did not come to its end. */
  readonly restoreSeconds: number | null;
};

const examined = z.object({ findings: z.array(z.string()) });
const restored = z.object({ seconds: z.number() });
const chosen = z.object({ refused: z.array(z.string()) });

/** What a verification's journal proves about its backup; undefined when it came to no judgement: a cloud that has no machine for us says nothing about a backup. */
export function proofIn(state: RunState): RestoreProof | undefined {
  const [choice, restore, examination] = ["choose-backup", "restore-data", "examine-data"].map((step) => stateOf(state, step));
  if (choice?.at !== "done") return undefined;
  const { id, manifestSha256, snapshotAt } = readChosenBackup(choice.output);
  const passedOver = trusted(chosen, choice.output, "the journal's choose-backup").refused;
  const proof = { backup: id, manifestSha256, snapshotAt, passedOver };
  if (restore?.at === "failed" && restore.code === "RESTORE_FAILED") return { ...proof, findings: [restore.what], restoreSeconds: null };
  if (restore?.at !== "done" || examination?.at !== "done") return undefined;
  const { findings } = trusted(examined, examination.output, "the journal's examine-data");
  const more = findings.length - MOST_FINDINGS;
  const told = more > 0 ? [...findings.slice(0, MOST_FINDINGS), `${more} more`] : findings;
  return { ...proof, findings: told, restoreSeconds: trusted(restored, restore.output, "the journal's restore-data").seconds };
}
