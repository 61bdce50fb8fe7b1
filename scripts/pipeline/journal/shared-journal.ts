import { FailoverError } from "../../core/errors.ts";
import type { JournalFile, JournalStore } from "../../ports.ts";
import type { BucketCopy } from "./bucket-copy.ts";

/** A journal whose entries lie in the bucket as well, in order, before anybody acts on them. */
export type SharedJournal = JournalStore & {
  /** One try to bring everything said so far into the bucket; an error when the store does not answer, or when somebody else wrote there. */
  readonly share: () => Promise<void>;
  /** Whether the store answered when it was asked last. */
  readonly isHeard: () => boolean;
};

/** The journal of a run under a lease; the bucket has `shared` entries already. */
export function sharedJournal(run: string, file: JournalFile, bucket: BucketCopy, { epoch, shared }: { readonly epoch: number; readonly shared: number }): SharedJournal {
  let known = shared;
  let isHeard = true;
  const shareOnce = async (): Promise<void> => {
    for (const entry of (await file.read()).slice(known)) {
      if ((await bucket.put(entry)) === "another") throw new FailoverError("JOURNAL_TAKEN_OVER", { run, seq: entry.seq });
      known = entry.seq + 1;
    }
  };
  // One at a time, so that no entry arrives before the one it follows.
  let last: Promise<void> = Promise.resolve();
  let said = 0;
  let underWay: { readonly said: number; readonly end: Promise<void> } | undefined;
  let next: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    next = undefined;
    const end = shareOnce().finally(() => (underWay = undefined));
    underWay = { said, end };
    return end;
  };
  // Whoever asks is served by the try under way if nothing was said since it began, or else by the one that waits to begin.
  // So nobody stands in a queue of tries that a silent store lets fail one by one.
  const share = () => {
    if (underWay?.said === said) return underWay.end;
    next ??= last.catch(() => undefined).then(begin);
    last = next;
    last.then(() => (isHeard = true), () => (isHeard = false));
    return last;
  };
  return {
    read: () => file.read(),
    append: async (event) => {
      await file.append(event, epoch);
      said += 1;
      // For those who look on; whether it got there is asked before anybody acts on it.
      share().catch(() => undefined);
    },
    share,
    isHeard: () => isHeard,
  };
}
