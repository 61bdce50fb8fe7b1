import type { Advice, Catalogue } from "./advice.ts";

/** The journal and who may write it. */
export const journalErrors = {
  JOURNAL_ILLEGAL: (f: { seq: number; event: string; state: string }): Advice => ({
    what: `journal entry ${f.seq} says '${f.event}' while ${f.state}`,
    why: "that cannot have happened: the journal was edited, or two operators wrote to it",
    next: "stop; compare every copy of the journal before doing anything else",
  }),
  JOURNAL_BROKEN: (f: { seq: number; problem: string }): Advice => ({
    what: `journal entry ${f.seq}: ${f.problem}`,
    why: "a line was changed, removed or put in after it was written",
    next: "stop; compare every copy of the journal before doing anything else",
  }),
  JOURNAL_HELD: (f: { path: string; holder: string }): Advice => ({
    what: `another process is at it: ${f.holder}`,
    why: `it holds ${f.path}; two at once would carry out every step twice`,
    next: `wait for it, or stop it; 'failover status' shows how far it is. If its machine is gone for good, remove ${f.path}`,
  }),
} as const satisfies Catalogue;
