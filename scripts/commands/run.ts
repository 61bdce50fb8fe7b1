import { join } from "node:path";
import { FailoverError } from "../core/errors.ts";
import type { ExitCode } from "../core/exit.ts";
import { stateOf } from "../core/replay.ts";
import { outcomeOfError } from "../core/run-outcome.ts";
import type { Need, Settings } from "../core/settings.ts";
import { expectedFromEarlierRuns } from "../pipeline/earlier-runs.ts";
import { drive, type Drive } from "../pipeline/engine.ts";
import { guardedPorts } from "../pipeline/lease/guarded-ports.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import { openProject, settingsFor, type Project } from "../pipeline/project.ts";
import { begunState, runDirectory, runUnknown, type BegunState } from "../pipeline/runs.ts";
import { actOnRun } from "../pipeline/session/act-on-run.ts";
import type { Session } from "../pipeline/session/under-lease.ts";
import type { Operator } from "../ports.ts";
import type { RunView, World } from "../world.ts";
import { chosenRun } from "./chosen-run.ts";
import { conclude } from "./conclude-run.ts";
import { reasons, type ReasonOptions } from "./reasons.ts";
import type { Globals, Handler } from "./row.ts";

const needs: readonly Need[] = ["cloudflare.token", "database.ownerPassword", "database.rolePasswords", "application.secrets", "recovery.identity", "pulumi.passphraseFile"];

type Options = ReasonOptions & { readonly run: string | undefined; readonly json: boolean };
type View = Operator & RunView;

/** Said at once: the terminal's Ctrl-C reaches the kit alone, and tools may take their ten seconds. */
const STOPPING = "Stopping: nothing more begins, and what is at work is ended in good order, within about 12 s. Ctrl-C once more ends this here and now.";

/** Carries the open run out as far as it can go: `run` and `resume` are the same. */
export const handler: Handler<Options> = async (options, world) => {
  const view = world.viewFor({ json: options.json });
  world.stop.addEventListener("abort", () => view.say(STOPPING), { once: true });
  try {
    return await carryOut(options, view, { ...world, operator: view });
  } catch (error) {
    view.concluded(outcomeOfError(error));
    throw error;
  }
};

async function carryOut(options: Options & Globals, view: View, world: World): Promise<ExitCode> {
  const project = await openProject(options.project, world);
  const wish = reasons(options, "resume");
  const { digest, steps } = await makePlan(project, world);
  const settings = settingsFor(project, world, needs);
  const run = await chosenRun(project, options.run, world, { ...wish, command: "resume" });
  const outcome = await actOnRun(project, world, { run, command: "resume", ...wish, startsTools: true }, async (session) => {
    const state = await approvedState(project, { run, named: options.run, digest }, session, world);
    const done = new Set(steps.flatMap(({ id }) => (stateOf(state, id).at === "done" ? [id] : [])));
    view.expect({ graph: steps, done, expectedSeconds: await expectedFromEarlierRuns(project, run, world) });
    return drive(await drivenBy(session, { project, run, steps, settings, view }, world));
  });
  return conclude(outcome, { run, steps, view, debug: options.debug });
}

type Driven = { readonly project: Project; readonly run: string; readonly steps: Drive["steps"]; readonly settings: Settings; readonly view: View };

/** Everything the engine needs to act in this session: nothing here changes the world once the session may not. */
async function drivenBy({ journal, hold, stop, watchdog }: Session, { project, run, steps, settings, view }: Driven, world: World): Promise<Drive> {
  const outside = await world.outside(settings, stop);
  const directory = runDirectory(project, run);
  const shellFor = (step: string) => world.loggedShell(join(directory, "logs", `${step}.log`), stop, watchdog);
  return {
    steps,
    journal,
    hold,
    stop,
    view,
    clock: world.clock,
    about: { run, settings, projectDirectory: project.directory, runDirectory: directory, ...world.kit },
    portsFor: (step) => guardedPorts({ ...outside, operator: view, journal, shell: shellFor(step) }, () => !stop.aborted && hold.isInForce()),
  };
}

type Wanted = { readonly run: string; readonly named: string | undefined; readonly digest: string };

/** The state of a run that may be carried out: declared, open, and of the plan as it is now. */
async function approvedState(project: Project, { run, named, digest }: Wanted, { journal }: Session, world: World): Promise<BegunState> {
  const state = begunState(await journal.read(), run);
  if (state === undefined || (named === undefined && state.ended !== undefined)) throw await runUnknown(project, named, world);
  if (state.ended !== undefined) throw new FailoverError("RUN_ENDED", { run, outcome: state.ended.outcome });
  if (!state.decisions.has("declare")) throw new FailoverError("NOT_DECLARED", { run });
  const approved = state.begun.planDigest;
  if (approved !== digest) throw new FailoverError("PLAN_CHANGED", { run, approved, current: digest });
  return state;
}
