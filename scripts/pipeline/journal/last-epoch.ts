import { isExpected } from "../../core/errors.ts";
import type { Entry } from "../../core/journal.ts";
import type { JournalFile } from "../../ports.ts";
import type { BucketCopy } from "./bucket-copy.ts";

/** The epoch that a run's journal has come to in either copy; 0 when there is none. A damaged copy says nothing here: it is told of when the copies are matched. */
export async function lastEpoch(file: Pick<JournalFile, "read">, bucket: Pick<BucketCopy, "read">): Promise<number> {
  const epochs = await Promise.all([file.read(), bucket.read()].map((reading) => reading.then(epochOf, epochOfDamaged)));
  return Math.max(...epochs);
}

const epochOf = (entries: readonly Entry[]): number => entries.at(-1)?.epoch ?? 0;

function epochOfDamaged(error: unknown): number {
  if (isExpected(error) && error.code === "JOURNAL_BROKEN") return 0;
  throw error;
}
