import { join } from "node:path";
import { awaitsSecond, openedBy } from "../core/declaration/recorded.ts";
import { FailoverError } from "../core/errors.ts";
import type { ExitCode } from "../core/exit.ts";
import type { Json } from "../core/journal.ts";
import { KIT_VERSION } from "../core/kit-version.ts";
import { protectionOf } from "../core/protection.ts";
import { givenIn, replay, stateOf, type RunState } from "../core/replay.ts";
import { outcomeOfError } from "../core/run-outcome.ts";
import type { Settings } from "../core/settings.ts";
import { wrapped } from "../core/wrapped.ts";
import { expectedFromEarlierRuns } from "../pipeline/earlier-runs.ts";
import { drive, type Drive } from "../pipeline/engine.ts";
import { guardedPorts } from "../pipeline/lease/guarded-ports.ts";
import { makePlan, type Plan } from "../pipeline/make-plan.ts";
import { openProject, settingsFor, type Project } from "../pipeline/project.ts";
import { begunState, noOpenRun, planFile, runDirectory, runUnknown, type BegunState } from "../pipeline/runs.ts";
import { requirePrograms } from "../pipeline/require-programs.ts";
import { actOnRun } from "../pipeline/session/act-on-run.ts";
import type { Session } from "../pipeline/session/under-lease.ts";
import type { Operator } from "../ports.ts";
import type { RunView, World } from "../world.ts";
import { chosenRun } from "./chosen-run.ts";
import { conclude } from "./conclude-run.ts";
import { goOnWithout } from "./go-on-without.ts";
import { reasons, type ReasonOptions } from "./reasons.ts";
import type { Globals, Handler } from "./row.ts";

type Options = ReasonOptions & { readonly run: string | undefined; readonly json: boolean; /** A step that a person has the run go on without. */ readonly without?: string | undefined };
type View = Operator & RunView;

/** Said at once: the terminal's Ctrl-C reaches the kit alone, and tools may take their ten seconds. */
const STOPPING = "Stopping: nothing more begins, and what is at work is ended in good order,\nwithin about 12 s. Ctrl-C once more ends this here and now.";

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
  const run = await chosenRun(project, options.run, world, { ...wish, command: "resume" });
  if (options.without !== undefined) await goOnWithout(project, run, options, world);
  const { outcome, steps, protection, fellShort } = await actOnRun(project, world, { run, command: "resume", ...wish, startsTools: true }, async (session) => {
    const { state, given, plan } = await approved(project, { run, named: options.run }, session, world);
    const { steps } = plan;
    const settings = settingsFor(project, world, plan.pipeline.needs);
    const done = new Set(steps.flatMap(({ id }) => (stateOf(state, id).at === "done" ? [id] : [])));
    await requirePrograms(world, plan.steps.flatMap(({ id }) => (done.has(id) ? [] : (plan.programs.get(id) ?? []))));
    view.expect({ graph: steps, done, expectedSeconds: await expectedFromEarlierRuns(project, run, world) });
    const outcome = await drive(await drivenBy(session, { project, run, steps, settings, given, view, isForPeople: !options.json }, world));
    const after = replay(await session.journal.read());
    const fellShort = plan.pipeline.fellShort?.((step) => outputOf(after, step));
    return { steps, outcome, protection: protectionOf(after), fellShort };
  });
  return conclude(outcome, { run, steps, view, debug: options.debug, protection, fellShort });
}

function outputOf(state: RunState, step: string): Json | undefined {
  const now = stateOf(state, step);
  return now.at === "done" ? now.output : undefined;
}

type Driven = { readonly project: Project; readonly run: string; readonly steps: Drive["steps"]; readonly settings: Settings; readonly given: Json | undefined; readonly view: View; readonly isForPeople: boolean };

/** Everything the engine needs to act in this session: nothing here changes the world once the session may not. */
async function drivenBy({ journal, hold, stop, watchdog }: Session, { project, run, steps, settings, given, view, isForPeople }: Driven, world: World): Promise<Drive> {
  const outside = await world.outside(settings, stop, "patient");
  const directory = runDirectory(project, run);
  const shellFor = (step: string) => world.loggedShell(join(directory, "logs", `${step}.log`), stop, watchdog);
  const operator = isForPeople ? { ...view, say: (prose: string) => view.say(wrapped(prose, 2)) } : view;
  return {
    steps,
    journal,
    hold,
    stop,
    view,
    clock: world.clock,
    about: { run, settings, given, projectDirectory: project.directory, runDirectory: directory, ...world.kit },
    portsFor: (step) => guardedPorts({ ...outside, operator, journal, shell: shellFor(step) }, () => !stop.aborted && hold.isInForce()),
  };
}

type Wanted = { readonly run: string; readonly named: string | undefined };
type Approved = { readonly state: BegunState; readonly given: Json | undefined; readonly plan: Plan };

/** A run that may be carried out: declared, open, and of the plan as it is now. */
async function approved(project: Project, { run, named }: Wanted, { journal }: Session, world: World): Promise<Approved> {
  const state = begunState(await journal.read(), run);
  if (state === undefined) throw await runUnknown(project, named, world);
  if (named === undefined && state.ended !== undefined) throw noOpenRun(project, state, run);
  if (state.ended !== undefined) throw new FailoverError("RUN_ENDED", { run, outcome: state.ended.outcome });
  if (!state.decisions.has("declare")) throw new FailoverError("NOT_DECLARED", { run });
  const first = awaitsSecond(state);
  if (first !== undefined) throw new FailoverError("SECOND_PERSON_NEEDED", { run, who: first });
  const given = givenIn(state);
  const plan = await makePlan(project, world, { pipeline: state.begun.pipeline, given });
  const { planDigest } = state.begun;
  if (planDigest !== plan.digest) throw new FailoverError("PLAN_CHANGED", { run, approved: planDigest, current: plan.digest, planFile: planFile(project, run), openedBy: openedBy(state.decisions.get("declare")?.what), kit: KIT_VERSION });
  return { state, given, plan };
}
