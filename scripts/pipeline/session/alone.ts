import type { Event } from "../../core/journal.ts";
import { LOCAL_JOURNAL } from "../../core/journal-copies.ts";
import type { JournalFile, JournalStore } from "../../ports.ts";
import { loneHold, type Holding } from "./hold.ts";
import type { Session } from "./under-lease.ts";

export type Alone = { readonly who: string; readonly because: string; readonly stop: AbortSignal; readonly answers: Holding["answers"] };

/** Work on a run whose bucket cannot be asked, on a person's word that nobody else is at it. The journal says so before anything else. */
export function alone(file: JournalFile, { who, because, stop, answers }: Alone): Session {
  return { journal: loneJournal(file, { type: "decision", decision: LOCAL_JOURNAL, who, what: null, why: because }), hold: loneHold(answers), stop, watchdog: undefined };
}

function loneJournal(file: JournalFile, saidFirst: Event): JournalStore {
  let isSaid = false;
  return {
    read: () => file.read(),
    append: async (event) => {
      const entries = await file.read();
      const epoch = entries.at(-1)?.epoch ?? 1;
      // A run that only now begins cannot have a decision before its beginning.
      if (!isSaid && entries.length > 0) {
        await file.append(saidFirst, epoch);
        isSaid = true;
      }
      await file.append(event, epoch);
    },
  };
}
