import { join } from "node:path";
import { FailoverError, isExpected } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { refusal } from "../core/refusal.ts";
import type { Need, Settings } from "../core/settings.ts";
import { drive, type Drive, type Failure, type Outcome } from "../pipeline/engine.ts";
import { guardedPorts } from "../pipeline/lease/guarded-ports.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import { openProject, settingsFor, type Project } from "../pipeline/project.ts";
import { begunState, runDirectory, runUnknown } from "../pipeline/runs.ts";
import { actOnRun } from "../pipeline/session/act-on-run.ts";
import type { Session } from "../pipeline/session/under-lease.ts";
import type { World } from "../world.ts";
import { chosenRun } from "./chosen-run.ts";
import type { Handler } from "./row.ts";
import { reasons, type ReasonOptions } from "./reasons.ts";

const needs: readonly Need[] = ["cloudflare.token", "database.ownerPassword", "application.secrets", "recovery.identity", "pulumi.passphraseFile"];

type Options = ReasonOptions & { readonly run: string | undefined };

/** Carries the open run out as far as it can go: `run` and `resume` are the same. */
export const handler: Handler<Options> = async (options, world) => {
  const project = await openProject(options.project, world);
  const wish = reasons(options, "resume");
  const { digest, steps } = await makePlan(project, world);
  const settings = settingsFor(project, world, needs);
  const run = await chosenRun(project, options.run, world, wish);
  const outcome = await actOnRun(project, world, { run, command: "resume", ...wish, startsTools: true }, async (session) => {
    await checkApproved(project, { run, named: options.run, digest }, session, world);
    return drive(await drivenBy(session, { project, run, steps, settings }, world));
  });
  return conclude(outcome, run, steps, { ...world, debug: options.debug });
};

/** Everything the engine needs to act in this session: nothing here changes the world once the session may not. */
async function drivenBy(session: Session, { project, run, steps, settings }: { project: Project; run: string; steps: Drive["steps"]; settings: Settings }, world: World): Promise<Drive> {
  const { journal, hold, stop, watchdog } = session;
  const outside = await world.outside(settings, stop);
  const directory = runDirectory(project, run);
  return {
    steps,
    journal,
    hold,
    stop,
    clock: world.clock,
    view: world.view,
    about: { run, settings, projectDirectory: project.directory, runDirectory: directory, ...world.kit },
    portsFor: (step) => guardedPorts({ ...outside, journal, shell: world.loggedShell(join(directory, "logs", `${step}.log`), stop, watchdog) }, () => hold.isInForce()),
  };
}

type Wanted = { readonly run: string; readonly named: string | undefined; readonly digest: string };

async function checkApproved(project: Project, { run, named, digest }: Wanted, { journal }: Session, world: World): Promise<void> {
  const state = begunState(await journal.read(), run);
  if (state === undefined || (named === undefined && state.ended !== undefined)) throw await runUnknown(project, named, world);
  if (state.ended !== undefined) throw new FailoverError("RUN_ENDED", { run, outcome: state.ended.outcome });
  if (!state.decisions.has("declare")) throw new FailoverError("NOT_DECLARED", { run });
  const approved = state.begun.planDigest;
  if (approved !== digest) throw new FailoverError("PLAN_CHANGED", { run, approved, current: digest });
}

function conclude(outcome: Outcome, run: string, steps: readonly { readonly id: string; readonly title: string }[], { operator, debug }: Pick<World, "operator"> & { readonly debug: boolean }): ExitCode {
  switch (outcome.outcome) {
    case "done":
      operator.say(`Run ${run} is done. 'failover report' says how long each step took.`);
      return Exit.ok;
    case "failed":
    case "stopped":
      for (const failure of outcome.failures) operator.say(refusal(asRefusal(failure), debug));
      if (outcome.outcome === "failed") return Exit.failed;
      operator.say(`Stopped. Run ${run} can be resumed: 'failover resume'. Work on the machines themselves may go on meanwhile.`);
      return Exit.stopped;
    case "waits":
      for (const { step, because } of outcome.questions) {
        const title = steps.find(({ id }) => id === step)?.title ?? step;
        operator.say(refusal(new FailoverError(because === "approval" ? "STEP_WAITS" : "STEP_INTERRUPTED", { step, title }), debug));
      }
      return Exit.stopped;
  }
}

const asRefusal = ({ step, error }: Failure): FailoverError =>
  isExpected(error)
    ? error
    : new FailoverError("STEP_BROKE", { step: step.id, title: step.title, message: error instanceof Error ? error.message : String(error) }, { cause: error });
