import { FailoverError } from "../core/errors.ts";

/** Acting without the bucket: only a person can know that nobody else is at work. */
export const localJournal = {
  "local-journal": { type: "boolean", default: false, describe: "go on without the journal's bucket; you know that nobody else is at work" },
} as const;

/** The two ways to act where the lease alone does not allow it; each needs a person's reason. */
export const reasonOptions = {
  "take-over": { type: "boolean", default: false, describe: "take the run over from a holder who gives no sign of life" },
  ...localJournal,
} as const;

/** A decision's reason; one that says nothing is refused. */
export function reasonIn(because = ""): string {
  if (because.trim() === "") throw new FailoverError("REASON_EMPTY", { option: "--because" });
  return because;
}

export type ReasonOptions = { readonly "take-over": boolean; readonly "local-journal": boolean; readonly because: string | undefined };

/** What of them was asked for, with its reason. */
export function reasons(options: ReasonOptions, command: string): { readonly takeOver: string | undefined; readonly localJournal: string | undefined } {
  const { "take-over": takeOver, "local-journal": localJournal, because = "" } = options;
  if (takeOver && localJournal) throw new FailoverError("OPTIONS_EXCLUDE", { options: ["--take-over", "--local-journal"], command, because: "only the bucket can say that a lease has run out" });
  if (takeOver || localJournal) reasonIn(because);
  return { takeOver: takeOver ? because : undefined, localJournal: localJournal ? because : undefined };
}
