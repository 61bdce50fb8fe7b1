import { Exit } from "../exit.ts";
import type { Advice, Catalogue } from "./advice.ts";

const steps = (at: readonly string[]): string => (at.length === 0 ? "between two steps" : `at ${at.join(", ")}`);

const place = ({ where }: { readonly where?: string }): string => (where === undefined ? "" : `, in ${where}`);

/** The journal and who may write it. */
export const journalErrors = {
  JOURNAL_ILLEGAL: (f: { where?: string; seq: number; event: string; state: string }): Advice => ({
    what: `journal entry ${f.seq} says '${f.event}' while ${f.state}${place(f)}`,
    why: "that cannot have happened: the journal was edited, or two operators wrote to it",
    next: "change nothing; 'failover status' compares its copies and says which of them are sound",
  }),
  JOURNAL_BROKEN: (f: { where?: string; seq: number; problem: string }): Advice => ({
    what: `journal entry ${f.seq}: ${f.problem}${place(f)}`,
    why: "a line was changed, removed or put in after it was written",
    next: "change nothing; 'failover status' compares its copies and says which of them are sound",
  }),
  JOURNAL_COPIES_DIFFER: (f: { run: string; copies: readonly string[]; next: string }): Advice => ({
    what: `the copies of the journal of run ${f.run} do not tell one story:${f.copies.map((copy) => `\n  - ${copy}`).join("")}`,
    why: "going on from the wrong one would repeat or leave out what was done",
    next: f.next,
  }),
  JOURNAL_TAKEN_OVER: (f: { run: string; seq: number }): Advice => ({
    what: `somebody else has written entry ${f.seq} of the journal of run ${f.run}`,
    why: "the run is theirs now; this process has stopped and changes nothing more",
    next: "'failover status' shows who goes on with it",
    exit: Exit.stopped,
  }),
  JOURNAL_HELD: (f: { path: string; holder: string }): Advice => ({
    what: `another process is at it: ${f.holder}`,
    why: `it holds ${f.path}; two at once would do everything twice`,
    next: `wait for it, or stop it; of a run, 'failover status' shows how far it is. If its machine is gone for good, remove ${f.path}`,
  }),
  LEASE_HELD: (f: { run: string; who: string; host: string; pid: number; since: string; at: readonly string[]; ageSeconds: number }): Advice => ({
    what: `${f.who} is carrying out run ${f.run} from ${f.host} (process ${f.pid}) since ${f.since}; now ${steps(f.at)}, last heard of ${f.ageSeconds} s ago`,
    why: "two at once would carry out every step twice",
    next: "'failover status' shows how far it is; call them. If their machine is gone, this can be taken over a minute after its last sign of life",
  }),
  LEASE_UNANSWERED: (f: { command: string; run: string; who: string; host: string; since: string; at: readonly string[]; silentSeconds: number; inSeconds: number }): Advice => ({
    what: `${f.who} began to carry out run ${f.run} from ${f.host} at ${f.since} and has given no sign of life for ${f.silentSeconds} s; it was ${steps(f.at)}`,
    why: "they did not let go, and only a person can say that they are not coming back",
    next: `try to reach them; then 'failover ${f.command} --take-over --because "…"'${f.inSeconds > 0 ? `, possible in ${f.inSeconds} s (it waits by itself)` : ""}`,
  }),
  TAKE_OVER_STOPPED: (f: { who: string; host: string; command: string }): Advice => ({
    what: `you stopped before it was sure that ${f.who} at ${f.host} is gone`,
    why: "nothing was taken over, and nothing was changed",
    next: `'failover ${f.command} --take-over --because "…"' waits for it again`,
    exit: Exit.stopped,
  }),
  NOT_YET_SHARED: (f: { run: string }): Advice => ({
    what: `what you decided about run ${f.run} is written on this machine only`,
    why: "you stopped before its bucket had answered, and others do not see it yet",
    next: "'failover resume' brings it there; 'failover status' shows where the run stands",
    exit: Exit.stopped,
  }),
  LEASE_TAKEN_OVER: (f: { run: string; who: string; host: string; since: string; because: string | null }): Advice => ({
    what: `${f.who} took run ${f.run} over from ${f.host} at ${f.since}${f.because === null ? "" : `: ${f.because}`}`,
    why: "this process gave no sign of life meanwhile; it has stopped its tools and changes nothing more",
    next: "'failover status' shows how far they are",
    exit: Exit.stopped,
  }),
  LEASE_PRE_EMPTED: (f: { run: string; by: string }): Advice => ({
    what: `drill ${f.run} was ended by ${f.by}`,
    why: "a disaster goes before every drill",
    next: "help with the disaster: 'failover status' shows it; repeat the drill when it is over",
    exit: Exit.stopped,
  }),
  LEASE_UNREADABLE: (f: { bucket: string; endpoint: string; reason: string; command: string }): Advice => ({
    what: `nobody can tell whether somebody else is at work: ${f.bucket} at ${f.endpoint} gives no answer: ${f.reason}`,
    why: "two at once would carry out every step twice",
    next: `check the network, and try again; if you know that you are alone, 'failover ${f.command} --local-journal --because "…"' goes on without it`,
    exit: Exit.failed,
  }),
  LEASE_LAPSED: (f: { command: string }): Advice => ({
    what: `'${f.command}' was not begun: this process can no longer be sure to be the only one`,
    why: "it could not renew its lease in time, and somebody may take over",
    next: "it looks again by itself; 'failover status' shows who goes on with the run",
    exit: Exit.stopped,
  }),
} as const satisfies Catalogue;
