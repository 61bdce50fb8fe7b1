import { Exit } from "../exit.ts";
import type { Advice, Catalogue } from "./advice.ts";

const listed = (problems: readonly string[]): string => problems.map((problem) => `\n  - ${problem.replaceAll("\n", "\n    ")}`).join("");

/** What customers and colleagues are told. */
export const noticeErrors = {
  NOTICE_NOT_READY: (f: { problems: readonly string[] }): Advice => ({
    what: `the notice cannot be sent as it is:${listed(f.problems)}`,
    why: "nothing is sent until everything in it is there and right",
    next: "correct all of them, and look at it with --preview",
  }),
  NOTICE_ROWS_UNSOUND: (f: { file: string; problems: readonly string[] }): Advice => ({
    what: `${f.file} names people who would not be told:${listed(f.problems)}`,
    why: "nobody is left out unnoticed",
    next: "correct the rows, or send to the others with --skip-invalid",
  }),
  NOTICE_UNFINISHED: (f: { notice: string; left: number }): Advice => ({
    what: `notice ${f.notice} says the same to the same people and has ${f.left} messages left`,
    why: "a second one would tell many of them twice",
    next: `go on with it: 'failover notify --resume ${f.notice}'`,
  }),
  NOTICE_UNKNOWN: (f: { notice: string; known: readonly string[] }): Advice => ({
    what: `there is no notice '${f.notice}' here`,
    why: f.known.length === 0 ? "this project has sent none from this machine" : `this machine has ${f.known.join(", ")}`,
    next: "name one of these; a notice goes on only from the machine that began it",
    exit: Exit.usage,
  }),
  NOTICE_SERVER_REFUSED: (f: { server: string; because: string; notice: string; left: number }): Advice => ({
    what: `${f.server} takes no messages from us: ${f.because}; ${f.left} are left`,
    why: "every other message would be refused alike",
    next: `correct channels.smtp or its password, then go on: 'failover notify --resume ${f.notice}'`,
    exit: Exit.failed,
  }),
} as const satisfies Catalogue;
