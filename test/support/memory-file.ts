import type { Entry } from "../../scripts/core/journal.ts";
import { nextEntry } from "../../scripts/core/journal-line.ts";
import type { JournalFile } from "../../scripts/ports.ts";

/** A machine's copy of a journal, in memory, with what was set aside. */
export function memoryFile(path = "journal.jsonl", beginning: readonly Entry[] = []): JournalFile & { readonly aside: Entry[] } {
  let entries = beginning;
  const aside: Entry[] = [];
  return {
    path,
    aside,
    read: async () => entries,
    append: async (event, epoch) => void (entries = [...entries, nextEntry(entries, { at: "t", epoch }, event)]),
    adopt: async (more) => void (entries = [...entries, ...more]),
    setAside: async (seq) => {
      aside.push(...entries.slice(seq));
      entries = entries.slice(0, seq);
      return `${path}.aside`;
    },
  };
}
