import { FailoverError } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { begunState, noOpenRun } from "../pipeline/runs.ts";
import type { Project } from "../pipeline/project.ts";
import { actOnRun } from "../pipeline/session/act-on-run.ts";
import { decideOnce } from "../pipeline/session/decide.ts";
import type { World } from "../world.ts";
import { chosenRun } from "./chosen-run.ts";
import { reasonIn, reasons, type ReasonOptions } from "./reasons.ts";

/** A person says that the restored database may be built otherwise than the newest export, and why. */
export async function acceptStructure(project: Project, options: ReasonOptions & { readonly who: string | undefined }, world: World): Promise<ExitCode> {
  const why = reasonIn(options.because);
  const wish = { command: "restore-db", ...reasons(options, "restore-db") };
  const run = await chosenRun(project, undefined, world, wish);
  const decide = decideOnce(run);
  await actOnRun(project, world, { run, ...wish }, (session) =>
    decide(session, (entries) => {
      const state = begunState(entries, run);
      if (state === undefined || state.ended !== undefined) throw noOpenRun(project, state, run);
      if (state.begun.pipeline !== "restore-db") throw new FailoverError("RUN_NOT_A_RESTORE", { run, kind: state.begun.pipeline, because: "it compares no restored database in AWS" });
      return [{ type: "decision", decision: "accept-structure", who: options.who ?? world.person, what: {}, why }];
    }),
  );
  world.operator.say(`Recorded. 'failover resume' goes on with run ${run}.`);
  return Exit.ok;
}
