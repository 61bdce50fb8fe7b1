import type { RdsInstance } from "../rds.ts";
import { mayAnswer } from "./may-answer.ts";

type Old = { readonly identifier: string; readonly resourceId: string };

/** Why nobody can go back to the old database; undefined if it is still itself and may answer. */
export function whyNotBack(old: Old, now: Pick<RdsInstance, "resourceId" | "status"> | undefined): string | undefined {
  if (now === undefined) return "AWS no longer knows it";
  // A name can be given again; a resource id never is.
  if (now.resourceId !== old.resourceId) return `what is called so now is another instance (${now.resourceId}, and it was ${old.resourceId})`;
  if (mayAnswer(now.status)) return undefined;
  return now.status.startsWith("stop") ? `AWS calls it ${now.status}: 'aws rds start-db-instance --db-instance-identifier ${old.identifier}' first` : `AWS calls it ${now.status}`;
}
