import type { Entry } from "./journal.ts";
import { writeLine } from "./journal-line.ts";

/** The decision under which a run goes on without its bucket. */
export const LOCAL_JOURNAL = "local-journal";

/** How this machine's copy of a journal stands to the bucket's. */
export type Comparison =
  | { readonly copies: "equal" }
  /** The bucket lacks what was written here last. */
  | { readonly copies: "here is ahead"; readonly from: number }
  /** Others have gone on since. */
  | { readonly copies: "bucket is ahead"; readonly from: number }
  /** Another holder's words stand there; what stands here from `from` on was written too late to count, and nothing was done under it. */
  | { readonly copies: "here is outdated"; readonly from: number }
  | { readonly copies: "forked"; readonly at: number };

/**
 * Compares two copies. A tail that the bucket never took is outdated where the bucket holds another holder's entry
 * instead: a later one's, or an earlier one's that was long on its way. For nobody acts before the bucket has an entry.
 * Only a person may have chosen to act without it, and said so.
 */
export function compareCopies(here: readonly Entry[], bucket: readonly Entry[]): Comparison {
  const common = Math.min(here.length, bucket.length);
  const at = here.slice(0, common).findIndex((entry, index) => writeLine(entry) !== lineOf(bucket[index]));
  if (at >= 0) {
    const [mine, theirs] = [here[at], bucket[at]];
    const actedAlone = here.some(({ epoch, event }) => epoch === mine?.epoch && event.type === "decision" && event.decision === LOCAL_JOURNAL);
    const outdated = !actedAlone && mine !== undefined && theirs !== undefined && mine.epoch !== theirs.epoch;
    return outdated ? { copies: "here is outdated", from: at } : { copies: "forked", at };
  }
  if (here.length > common) return { copies: "here is ahead", from: common };
  return bucket.length > common ? { copies: "bucket is ahead", from: common } : { copies: "equal" };
}

const lineOf = (entry: Entry | undefined): string | undefined => (entry === undefined ? undefined : writeLine(entry));
