import { join } from "node:path";
import { FailoverError, isExpected } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { refusal } from "../core/refusal.ts";
import type { Need } from "../core/settings.ts";
import { drive, type Failure, type Outcome } from "../pipeline/engine.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import { openProject, settingsFor } from "../pipeline/project.ts";
import { driverLock, findRun, requireOpenRun, type Run } from "../pipeline/runs.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

const needs: readonly Need[] = ["cloudflare.token", "database.ownerPassword", "application.secrets", "recovery.identity", "pulumi.passphraseFile"];

/** Carries the open run out as far as it can go: `run` and `resume` are the same. */
export const handler: Handler<{ run: string | undefined }> = async ({ project: named, run: wanted, debug }, world) => {
  const project = await openProject(named, world);
  const run = wanted === undefined ? await requireOpenRun(project, world) : await findRun(project, wanted, world);
  const { digest, steps } = await makePlan(project, world);
  checkApproved(run, digest);
  const settings = settingsFor(project, world, needs);

  const lock = await world.hold(driverLock(run.directory));
  try {
    const outside = await world.outside(settings);
    const outcome = await drive({
      steps,
      journal: run.journal,
      portsFor: (step) => ({ ...outside, journal: run.journal, shell: world.loggedShell(join(run.directory, "logs", `${step}.log`)) }),
      about: { run: run.id, settings, projectDirectory: project.directory, runDirectory: run.directory, ...world.kit },
      view: world.view,
      stop: world.stop,
    });
    return conclude(outcome, run, steps, { ...world, debug });
  } finally {
    await lock.release();
  }
};

function checkApproved({ id, state }: Run, current: string): void {
  if (state.ended !== undefined) throw new FailoverError("RUN_ENDED", { run: id, outcome: state.ended.outcome });
  if (!state.decisions.has("declare")) throw new FailoverError("NOT_DECLARED", { run: id });
  const approved = state.begun.planDigest;
  if (approved !== current) throw new FailoverError("PLAN_CHANGED", { run: id, approved, current });
}

function conclude(outcome: Outcome, { id }: Run, steps: readonly { readonly id: string; readonly title: string }[], { operator, debug }: Pick<World, "operator"> & { readonly debug: boolean }): ExitCode {
  switch (outcome.outcome) {
    case "done":
      operator.say(`Run ${id} is done. 'failover report' says how long each step took.`);
      return Exit.ok;
    case "failed":
    case "stopped":
      for (const failure of outcome.failures) operator.say(refusal(asRefusal(failure), debug));
      if (outcome.outcome === "failed") return Exit.failed;
      operator.say(`Stopped. Run ${id} can be resumed: 'failover resume'. Work on the machines themselves may go on meanwhile.`);
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
