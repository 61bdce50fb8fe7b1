import { Exit } from "../exit.ts";
import { withSource } from "../programs.ts";
import { listed, type Advice, type Catalogue } from "./advice.ts";

/** The command may be one of a run's, or of a command that has none. */
const AGAIN = "mend the cause, then type the same command again; an open run goes on with 'failover resume', which looks first and repeats nothing that is finished";

/** Commands, steps and the run itself. */
export const runErrors = {
  COMMAND_FAILED: (f: { command: string; exitCode: number; tail: string }): Advice => ({
    what: `'${f.command}' exited ${f.exitCode}${f.tail.trim() === "" ? "" : `: ${f.tail.trim()}`}`,
    why: "whether its work is done cannot be known",
    next: AGAIN,
    exit: Exit.failed,
  }),
  COMMAND_TIMED_OUT: (f: { command: string; timeoutSeconds: number; tail: string }): Advice => ({
    what: `'${f.command}' had not finished after ${f.timeoutSeconds} s and was ended${f.tail.trim() === "" ? "" : `; it last said: ${f.tail.trim()}`}`,
    why: "a wait without a limit would hide a run that stands still",
    next: AGAIN,
    exit: Exit.failed,
  }),
  COMMAND_STOPPED: (f: { isOfRun?: boolean } & ({ command: string } | { waitedFor: string })): Advice => ({
    what: "waitedFor" in f ? `the kit is stopping, and so waits no longer for ${f.waitedFor}` : `'${f.command}' was ended because the kit is stopping`,
    why: "a person asked it to",
    next: f.isOfRun === true ? "'failover resume' when you want to go on" : "type the same command again when you want to go on; if a run is open, 'failover resume' goes on with it",
    exit: Exit.stopped,
  }),
  COMMAND_KILLED: (f: { command: string; signal: string; tail: string }): Advice => ({
    what: `'${f.command}' was ended by ${f.signal} from outside${f.tail.trim() === "" ? "" : `; it last said: ${f.tail.trim()}`}`,
    why: "a person did this, or a machine short of memory; what it was doing may have half happened",
    next: AGAIN,
    exit: Exit.failed,
  }),
  COMMAND_NOT_STARTED: (f: { command: string; reason: string }): Advice => ({
    what: `'${f.command}' could not be started: ${f.reason}`,
    why: "the kit drives this program and cannot do its work without it",
    next: `install ${withSource(f.command.split(" ")[0] ?? f.command)} or put it on PATH, then type the same command again`,
    exit: Exit.failed,
  }),
  PROGRAMS_MISSING: (f: { missing: readonly string[] }): Advice => ({
    what: `programs are not on the PATH:${listed(f.missing)}`,
    why: "the work would break off in the middle for want of them; nothing was begun",
    next: "install them or put them on PATH, then type the same command again",
  }),
  PIPELINE_UNKNOWN: (f: { name: string; known: readonly string[] }): Advice => ({
    what: `the run is a '${f.name}', which this kit does not know; it knows ${f.known.join(", ")}`,
    why: "a newer kit opened it, and only that one knows its steps",
    next: "go on with the kit that opened it, or a newer one",
  }),
  STEP_BROKE: (f: { step: string; title: string; message: string }): Advice => ({
    what: `'${f.title}' met something nobody foresaw: ${f.message}`,
    why: `the steps that need ${f.step} cannot begin`,
    next: "look with 'failover resume --debug', which tries again and shows the cause; finished steps are not repeated",
    exit: Exit.failed,
  }),
  STEP_WAITS: (f: { step: string; title: string }): Advice => ({
    what: `'${f.title}' waits for a person's decision`,
    why: "nobody approved it in the declaration",
    next: `look, then 'failover approve ${f.step} --because "…"' and 'failover resume'`,
    exit: Exit.stopped,
  }),
  STEP_INTERRUPTED: (f: { step: string; title: string }): Advice => ({
    what: `'${f.title}' was interrupted and may have happened`,
    why: "doing it twice could do harm, so the kit does not repeat it by itself",
    next: `look, then 'failover approve ${f.step} --because "…"' and 'failover resume'`,
    exit: Exit.stopped,
  }),
  STACK_NOT_UP: (f: { stack: string }): Advice => ({
    what: `stack '${f.stack}' has no outputs`,
    why: "it was never brought up, or it was destroyed",
    next: `'eval "$(failover env)"', then 'pulumi up --stack ${f.stack}'`,
  }),
  STEP_UNKNOWN: (f: { step: string; known: readonly string[] }): Advice => ({
    what: `there is no step '${f.step}'`,
    why: `this run's steps are: ${f.known.join(", ")}`,
    next: "'failover status' shows them",
  }),
  APPROVAL_NOT_NEEDED: (f: { step: string; state: string }): Advice => ({
    what: `'${f.step}' is ${f.state}; it waits for no approval`,
    why: "an approval that nothing asks for could be taken for one given later",
    next: "'failover status' shows what the run waits for",
  }),
  APPROVAL_UNKNOWN: (f: { name: string; known: readonly string[] }): Advice => ({
    what: `'${f.name}' is nothing that can be approved beforehand`,
    why: `the steps that ask are: ${f.known.join(", ")}`,
    next: "correct --pre-approve, then declare again",
  }),
  REASON_EMPTY: (f: { option: string }): Advice => ({
    what: `${f.option} holds no reason`,
    why: "whoever reads the journal later must learn why a person decided this",
    next: `type the same command again, as in ${f.option} "AWS down since 01:10"`,
    exit: Exit.usage,
  }),
  OPTIONS_EXCLUDE: (f: { options: readonly string[]; command: string; because: string }): Advice => ({
    what: `${f.options.join(" and ")} exclude each other`,
    why: f.because,
    next: `choose one of them; 'failover ${f.command} --help' says what each does`,
    exit: Exit.usage,
  }),
  ONE_OPTION_NEEDED: (f: { options: readonly string[]; command: string; because: string }): Advice => ({
    what: `neither ${f.options.join(" nor ")} is given`,
    why: f.because,
    next: `give one of them; 'failover ${f.command} --help' says what each does`,
    exit: Exit.usage,
  }),
  NOT_DECLARED: (f: { run: string }): Advice => ({
    what: `run ${f.run} has no declaration`,
    why: "it was interrupted before the decision was on disk",
    next: "'failover plan', then 'failover declare --approve <digest> --because \"…\"'",
  }),
  NO_OPEN_RUN: (f: { project: string; newest?: { run: string; outcome: string; at: string } | undefined }): Advice =>
    f.newest === undefined
      ? {
          what: `no run is open in ${f.project}`,
          why: "a run begins with a person's declaration",
          next: "'failover plan', then 'failover declare --approve <digest> --because \"…\"'",
        }
      : {
          what: `no run is open in ${f.project}: ${f.newest.run} ended at ${f.newest.at} (${f.newest.outcome})`,
          why: "an ended run has nothing left to do",
          next: `'failover report --run ${f.newest.run}' shows it; 'failover plan' begins another`,
        },
  RUN_ALREADY_OPEN: (f: { run: string }): Advice => ({
    what: `run ${f.run} is open`,
    why: "two runs would change the same machines and the same names",
    next: "'failover resume' goes on with it; 'failover status' shows where it stands",
  }),
  RUN_ENDED: (f: { run: string; outcome: string }): Advice => ({
    what: `run ${f.run} has ended: ${f.outcome}`,
    why: "an ended run has nothing left to do",
    next: `'failover report --run ${f.run}' shows it; a new run begins with 'failover plan'`,
  }),
  RUN_UNKNOWN: (f: { run: string; known: readonly string[] }): Advice => ({
    what: `there is no run ${f.run}`,
    why: f.known.length === 0 ? "no run was ever declared here" : `the runs here are: ${f.known.join(", ")}`,
    next: "name one of them with --run, or leave --run out for the newest",
  }),
  PLAN_NOT_APPROVED: (f: { approved: string; current: string }): Advice => ({
    what: `you approve plan ${f.approved}, but the plan is ${f.current}`,
    why: "the settings, the steps, a stack file or a playbook changed since you read it",
    next: `read 'failover plan' again, then 'failover declare --approve ${f.current} …'`,
  }),
  PLAN_CHANGED: (f: { run: string; approved: string; current: string; planFile: string; openedBy: string | null; kit: string }): Advice => ({
    what: `run ${f.run} was approved with plan ${f.approved}, but the plan is now ${f.current}${f.openedBy === f.kit ? "" : `; it was opened by ${f.openedBy === null ? "an earlier version of the kit, which did not note which it was" : `version ${f.openedBy} of the kit`}, and this is version ${f.kit}`}`,
    why: "going on would carry out steps that nobody approved",
    next: `${f.openedBy === f.kit ? "undo the change (settings, stack files, playbooks" : "put back the version of the kit that opened it, then 'failover resume'; if that is the one, undo the change (settings, stack files, playbooks"}: compare ${f.planFile} with what 'failover plan' shows), then 'failover resume'`,
  }),
} as const satisfies Catalogue;
