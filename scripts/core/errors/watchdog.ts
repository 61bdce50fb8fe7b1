import { Exit } from "../exit.ts";
import type { Advice, Catalogue } from "./advice.ts";

/** The process outside the kit that ends its children when it cannot. */
export const watchdogErrors = {
  WATCHDOG_NOT_STARTED: (f: { reason: string }): Advice => ({
    what: `the watchdog could not be started: ${f.reason}`,
    why: "without it, commands could go on after this machine's time to act has run out",
    next: "mend the cause, then type the same command again",
    exit: Exit.failed,
  }),
  TIME_TO_ACT_OVER: (f: { command: string }): Advice => ({
    what: `'${f.command}' was ended or not begun: this kit's time to act has run out`,
    why: "another machine may take the run over and act in its place",
    next: "'failover status' shows where the run stands; 'failover resume' goes on with it",
    exit: Exit.stopped,
  }),
  ORPHANS_REMAIN: (f: { run: string; processes: readonly string[] }): Advice => ({
    what: `processes of run ${f.run} do not end: ${f.processes.join(", ")}`,
    why: "they were started by a kit that is gone, and may still change what the run would change next",
    next: "end them by their number, or restart this machine, then 'failover resume'",
    exit: Exit.failed,
  }),
} as const satisfies Catalogue;
