import { Exit } from "../exit.ts";
import { endInWords, type UnitEnd } from "../unit-end.ts";
import type { Advice, Catalogue } from "./advice.ts";

/** Work that runs as a unit on a host, whatever it does there. */
export const unitErrors = {
  UNIT_UNDER_WAY: (f: { unit: string }): Advice => ({
    what: `${f.unit} is at work on the database host`,
    why: "a second one of its kind would be in its way, or remove what it makes",
    next: "if it is this run's, 'failover resume' follows it; if it is another's, wait for it, or stop it there with 'systemctl stop'",
  }),
  UNIT_LOST: (f: { unit: string; host: string; seconds: number; because: string }): Advice => ({
    what: `${f.unit} on ${f.host} could not be followed for ${f.seconds} s${f.because === "" ? "" : `: ${f.because}`}`,
    why: "nobody can tell how it stands; it may still be running there, and nothing was started a second time",
    next: "check that the host answers, then 'failover resume'; it takes the work up where it is",
    exit: Exit.failed,
  }),
  UNIT_OVERDUE: (f: { unit: string; host: string; limitSeconds: number }): Advice => ({
    what: `${f.unit} on ${f.host} is at work for longer than the ${f.limitSeconds} s it may take`,
    why: "systemd there should have ended it; what it does now is not what was asked for",
    next: `look at it there with 'systemctl status ${f.unit}', end it with 'systemctl stop ${f.unit}', then 'failover resume'`,
    exit: Exit.failed,
  }),
  UNIT_ENDED: (f: { unit: string; host: string; last: string; end: UnitEnd | undefined }): Advice => {
    const told = f.end === undefined ? undefined : endInWords(f.end, f.unit);
    return {
      what: `${f.unit} on ${f.host} is no more${told === undefined ? "" : `: ${told.because}`}; it did not say what became of its work${f.last === "" ? "" : `; its last word: ${f.last}`}`,
      why: told === undefined ? "it was ended from outside, its time was up, or the host was restarted: nobody can tell what is done of it" : "nobody can tell what is done of it",
      next: `${told?.look ?? `look there with 'journalctl --unit ${f.unit}'`}, mend the cause, then 'failover resume'; what is not known to be whole is begun again`,
      exit: Exit.failed,
    };
  },
} as const satisfies Catalogue;
