import { Exit } from "../exit.ts";
import { listed, type Advice, type Catalogue } from "./advice.ts";

const choice = `'failover resume' tries it again; 'failover resume --without final-export --because "…"' goes on with the newest backup there is: what was written since that one is lost, and the report says who chose so`;

/** A failover whose source still answers. */
export const gracefulErrors = {
  SOURCE_NOT_STILL: (f: { because: readonly string[] }): Advice => ({
    what: `the source is not proven to be closed to writes:${listed(f.because)}`,
    why: "a last export would lack whatever is written after it has begun",
    next: `close it by hand, or wait, then ${choice}`,
    exit: Exit.failed,
  }),
  FINAL_EXPORT_FAILED: (f: { what: string }): Advice => ({
    what: `the last export of the source was not made: ${f.what}`,
    why: "without it, what was written since the newest backup is lost; the source is closed, and customers wait",
    next: choice,
    exit: Exit.failed,
  }),
  FINAL_EXPORT_UNSOUND: (f: { id: string; because: string }): Advice => ({
    what: `${f.id}, the last export of the source, may not be restored: ${f.because}`,
    why: "a run that promised to lose nothing does not take another backup by itself",
    next: `look at it; 'failover resume --without final-export --because "…"' goes on with the newest sound backup: what was written since that one is lost`,
    exit: Exit.failed,
  }),
  NO_FINAL_EXPORT: (f: { run: string; because: string }): Advice => ({
    what: `run ${f.run} cannot go on without its last export: ${f.because}`,
    why: "only a graceful run makes one, and only until a backup was chosen",
    next: "'failover status' says what it waits for, 'failover resume' goes on",
  }),
} as const satisfies Catalogue;
