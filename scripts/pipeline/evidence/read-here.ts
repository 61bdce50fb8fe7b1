import { join } from "node:path";
import { isExpected } from "../../core/errors.ts";
import { evidenceSchema, type EvidenceEntry } from "../../core/evidence.ts";
import { jsonIn } from "../../core/json-in.ts";
import type { LineFile, World } from "../../world.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

type Kept = { readonly next: number; readonly entries: readonly EvidenceEntry[] };
const nothing: Kept = { next: 0, entries: [] };

/** Reads what this machine wrote from a moment on. Each file is read on from where the last reading ended: no line ever changes. */
export function readerHere(directory: string, { files, lineFile }: Pick<World, "files" | "lineFile">): (since: number) => Promise<readonly EvidenceEntry[]> {
  let kept: ReadonlyMap<string, Kept> = new Map();
  return async (since) => {
    const names = (await files.list(directory)).filter((name) => /^\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.jsonl$/.test(name) && Date.parse(name.slice(0, 10)) + DAY_MS >= since);
    const read = await Promise.all(names.map(async (name) => [name, await readOn(lineFile(join(directory, name)), kept.get(name) ?? nothing)] as const));
    kept = new Map(read.map(([name, one]) => [name, one.kept]));
    return read.flatMap(([, one]) => [...one.kept.entries, ...one.unended]);
  };
}

/** A line that is no entry is what a crash left of one. One without an end counts, and is read again: somebody may still be writing it. */
async function readOn(file: LineFile, before: Kept): Promise<{ readonly kept: Kept; readonly unended: readonly EvidenceEntry[] }> {
  try {
    const { whole, unended, next } = await file.readFrom(before.next);
    const isAnew = next < before.next;
    return { kept: { next, entries: [...(isAnew ? [] : before.entries), ...entriesIn(whole)] }, unended: entriesIn(unended) };
  } catch (error) {
    // Somebody else's file that may not be read here: the bucket has what stands in it.
    if (isExpected(error)) return { kept: before, unended: [] };
    throw error;
  }
}

const entriesIn = (lines: readonly string[]): readonly EvidenceEntry[] => lines.flatMap((line) => evidenceSchema.safeParse(jsonIn(line)).data ?? []);
