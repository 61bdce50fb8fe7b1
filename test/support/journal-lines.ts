import type { Entry, Event } from "../../scripts/core/journal.ts";
import { nextEntry, writeLine } from "../../scripts/core/journal-line.ts";

/** Entries at these seconds after 2026-11-25T17:00:00Z. */
export const entriesAt = (...events: readonly (readonly [number, Event])[]): readonly Entry[] =>
  events.reduce<readonly Entry[]>(
    (entries, [second, event]) => [...entries, nextEntry(entries, { at: new Date(Date.parse("2026-11-25T17:00:00Z") + second * 1000).toISOString(), epoch: 1 }, event)],
    [],
  );

/** The same as a journal's file has them. */
export const journalText = (...events: readonly (readonly [number, Event])[]): string => entriesAt(...events).map((entry) => `${writeLine(entry)}\n`).join("");
