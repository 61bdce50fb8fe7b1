import { Exit } from "../exit.ts";
import { several } from "../several.ts";
import { listedWithLines, type Advice, type Catalogue } from "./advice.ts";

/** What customers and colleagues are told. */
export const noticeErrors = {
  NOTICE_NOT_READY: (f: { problems: readonly string[] }): Advice => ({
    what: `the notice cannot be sent as it is:${listedWithLines(f.problems)}`,
    why: "nothing is sent until everything in it is there and right",
    next: `correct ${f.problems.length === 1 ? "it" : "all of them"}, and look at it with --preview`,
  }),
  NOTICE_OF_A_DRILL: (f: { run: string }): Advice => ({
    what: `run ${f.run} is a drill, and this would tell people that it is none`,
    why: "a drill's messages go to its own team alone, and say what they are",
    next: "add --drill; if there is real trouble beside it, end the drill first: 'failover abandon --because \"…\"'",
  }),
  NOTICE_ROWS_UNSOUND: (f: { file: string; problems: readonly string[] }): Advice => ({
    what: `${f.file} names people who would not be told:${listedWithLines(f.problems)}`,
    why: "nobody is left out unnoticed",
    next: "correct the rows, or send to the others with --skip-invalid",
  }),
  NOTICE_UNFINISHED: (f: { notice: string; left: number; elsewhere?: { at: string; heardSecondsAgo: number | undefined } }): Advice => ({
    what: `notice ${f.notice}${f.elsewhere === undefined ? "" : `, begun on another machine at ${f.elsewhere.at.slice(0, 16).replace("T", " ")} UTC,`} says the same to the same people and has ${several(f.left, "message")} left`,
    why: "a second one would tell many of them twice",
    next:
      f.elsewhere?.heardSecondsAgo === undefined
        ? `go on with it: 'failover notify --resume ${f.notice}'`
        : `let it end there: that machine was heard of ${Math.round(f.elsewhere.heardSecondsAgo)} s ago; once it has been silent for a minute, go on with it: 'failover notify --resume ${f.notice}'`,
  }),
  NOTICE_BEGUN_ELSEWHERE: (f: { by: string; secondsAgo: number }): Advice => ({
    what: `the same notice was begun ${Math.round(f.secondsAgo)} s ago, by ${f.by}`,
    why: "a second one would tell many of them twice",
    next: "let it go on there, and type the same command again in a minute, and it says how far that one came, or begins it if it came to nothing",
  }),
  NOTICE_UNKNOWN: (f: { notice: string; known: readonly string[] }): Advice => ({
    what: `there is no notice '${f.notice}', neither here nor in the journal's bucket`,
    why: f.known.length === 0 ? "this project has sent none" : `there are ${f.known.join(", ")}`,
    next: "name one of these",
    exit: Exit.usage,
  }),
  NOTICE_PROGRESS_UNREADABLE: (f: { notice: string; because: string; isHere: boolean }): Advice => ({
    what: `what other machines sent of notice ${f.notice} could not be read: ${f.because}`,
    why: "that nothing could be read does not mean that nobody was told: whoever was would be told again",
    next: f.isHere
      ? `type 'failover notify --resume ${f.notice}' again; if you know that no other machine sent any of it, add --local-journal --because "…", and it goes on by what this one knows`
      : `try again: 'failover notify --resume ${f.notice}'; its words lie in the bucket, or on the machine that began it`,
    exit: Exit.failed,
  }),
  NOTICE_SENT_ELSEWHERE: (f: { notice: string; ageSeconds: number }): Advice => ({
    what: `notice ${f.notice} is being sent by another machine, last heard of ${Math.round(f.ageSeconds)} s ago`,
    why: "two machines at once would tell many of them twice",
    next: `let it end there; if that machine is dead, wait until it has been silent for a minute, then 'failover notify --resume ${f.notice}'`,
    exit: Exit.failed,
  }),
  STATUS_PAGE_CONTESTED: (f: { bucket: string; name: string; tries: number }): Advice => ({
    what: `${f.name} in bucket ${f.bucket} was written by somebody else each of ${f.tries} times that we would have`,
    why: "customers read there what another machine last said, which may not be this",
    next: "look at the page, and agree on one machine that tells customers; its next notice writes it again",
    exit: Exit.failed,
  }),
  NOTICE_SERVER_REFUSED: (f: { server: string; because: string; notice: string; left: number }): Advice => ({
    what: `${f.server} takes no messages from us: ${f.because}; ${f.left} are left`,
    why: "every other message would be refused alike",
    next: `correct channels.smtp or its password, or ask who runs the server what its code means, then go on: 'failover notify --resume ${f.notice}'`,
    exit: Exit.failed,
  }),
} as const satisfies Catalogue;
