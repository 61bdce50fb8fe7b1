import { FailoverError } from "../../core/errors.ts";
import type { Entry } from "../../core/journal.ts";
import { compareCopies } from "../../core/journal-copies.ts";
import { replay } from "../../core/replay.ts";
import type { JournalFile } from "../../ports.ts";
import type { BucketCopy } from "./bucket-copy.ts";

const SHOWN_CHARACTERS = 160;

/** Makes this machine's copy of a journal what the bucket's is, and then some; returns how many entries the bucket has. Nothing is lost. */
export async function matchCopies(run: string, file: JournalFile, bucket: BucketCopy, say: (line: string) => void): Promise<number> {
  const [here, there] = await soundCopies(run, file, bucket);
  const comparison = compareCopies(here, there);
  switch (comparison.copies) {
    case "equal":
      return there.length;
    case "here is ahead":
      return comparison.from;
    case "bucket is ahead":
      await file.adopt(there.slice(comparison.from));
      if (here.length > 0) say(`The bucket knows more of run ${run} than this machine: ${there.length - comparison.from} entries of its journal fetched.`);
      return there.length;
    case "here is outdated": {
      const kept = await file.setAside(comparison.from);
      await file.adopt(there.slice(comparison.from));
      say(`Another holder of run ${run} wrote its entry ${comparison.from} before this machine could; what came too late is kept in ${kept}.`);
      return there.length;
    }
    case "forked":
      throw forked(run, comparison.at, { file, here, bucket, there });
  }
}

/** Both copies, if both are sound; otherwise an error that says of each what is wrong with it. */
export async function soundCopies(run: string, file: JournalFile, bucket: BucketCopy): Promise<readonly [readonly Entry[], readonly Entry[]]> {
  const [here, there] = await Promise.all([examine(file.path, () => file.read()), examine(bucket.where, bucket.read)]);
  if ("entries" in here && "entries" in there) return [here.entries, there.entries];
  const copies = [here, there].map((copy) => `${copy.where}: ${"entries" in copy ? `sound, ${copy.entries.length} entries` : copy.problem}`);
  const next =
    "entries" in there
      ? `move ${file.path} away and keep it; then type the same command again: the journal is fetched from the bucket`
      : "keep both as they are for an inquiry; look at the world itself before doing anything else, then 'failover plan'";
  throw new FailoverError("JOURNAL_COPIES_DIFFER", { run, copies, next });
}

type Examined = { readonly where: string } & ({ readonly entries: readonly Entry[] } | { readonly problem: string });

/** A copy that is damaged, by what it says of itself; a store that does not answer is another matter, and thrown. */
async function examine(where: string, read: () => Promise<readonly Entry[]>): Promise<Examined> {
  try {
    const entries = await read();
    replay(entries);
    return { where, entries };
  } catch (error) {
    if (error instanceof FailoverError && (error.code === "JOURNAL_BROKEN" || error.code === "JOURNAL_ILLEGAL")) return { where, problem: error.advice.what };
    throw error;
  }
}

type Copies = { readonly file: JournalFile; readonly here: readonly Entry[]; readonly bucket: BucketCopy; readonly there: readonly Entry[] };

/** What tells one entry from another, for a person. */
function shown(entry: Entry | undefined): string {
  if (entry === undefined) return "not there";
  const { at, epoch, event } = entry;
  // What a decision rests on can be long: who took it, and why, comes first.
  const told = event.type === "decision" ? { type: event.type, decision: event.decision, who: event.who, why: event.why, what: event.what } : event;
  return `of ${at}, epoch ${epoch}: ${JSON.stringify(told).slice(0, SHOWN_CHARACTERS)}`;
}

/** The error for two copies of which each holds what the other does not. */
export function forked(run: string, at: number, { file, here, bucket, there }: Copies): FailoverError {
  const says = (entries: readonly Entry[]) => `${entries.length} entries; entry ${at} is ${shown(entries[at])}`;
  return new FailoverError("JOURNAL_COPIES_DIFFER", {
    run,
    copies: [`${file.path}: ${says(here)}`, `${bucket.where}: ${says(there)}`],
    next: `both acted: look at the world itself, agree whose story goes on, move the other copy away and keep it; then 'failover abandon --because "…"' and a new plan`,
  });
}
