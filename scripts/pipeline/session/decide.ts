import { FailoverError } from "../../core/errors.ts";
import type { Entry, Event } from "../../core/journal.ts";
import { writeLine } from "../../core/journal-line.ts";
import type { Session } from "./under-lease.ts";

/**
 * Writes what a person decided, and returns once others can read it. The work of a session may be done anew after a silence:
 * what stands already is not written again; what another holder's words have displaced is.
 */
export function decideOnce(run: string): (session: Session, events: (entries: readonly Entry[]) => readonly Event[]) => Promise<void> {
  let written: readonly string[] = [];
  return async ({ journal, hold }, events) => {
    const entries = await journal.read();
    const standing = new Set(entries.map(writeLine));
    if (written.length === 0 || !written.every((line) => standing.has(line))) {
      for (const event of events(entries)) await journal.append(event);
      written = (await journal.read()).slice(entries.length).map(writeLine);
    }
    if (!(await hold.settle())) throw new FailoverError("NOT_YET_SHARED", { run });
  };
}
