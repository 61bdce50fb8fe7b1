import { FailoverError } from "../core/errors.ts";
import type { ExitCode } from "../core/exit.ts";
import { readLooked, readRestored } from "../core/restore-db/outputs.ts";
import { stateOf } from "../core/replay.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import type { Project } from "../pipeline/project.ts";
import { runUnknown } from "../pipeline/runs.ts";
import { viewRun } from "../pipeline/view-run.ts";
import type { World } from "../world.ts";
import { beginRun, showPlan } from "./begin-run.ts";
import { reasonIn } from "./reasons.ts";
import type { RestoreDbOptions } from "./restore-db-options.ts";
import type { Globals } from "./row.ts";

/** Takes what a run restored into the `aws` stack for good: shows the plan, and with its digest carries it out. */
export async function adopt(project: Project, named: string, options: RestoreDbOptions & Globals, world: World): Promise<ExitCode> {
  const seen = await viewRun(project, named, world, "to show");
  if (seen === undefined) throw await runUnknown(project, named, world);
  const kind = seen.state.begun.pipeline;
  const made = stateOf(seen.state, "restore-instance");
  if (kind !== "restore-db" || made.at !== "done") throw new FailoverError("RUN_NOT_A_RESTORE", { run: named, kind, because: "it restored no database in AWS" });
  const looked = stateOf(seen.state, "look-at-database");
  const { gone, broken } = readLooked(looked.at === "done" ? looked.output : null);
  const given = { run: named, identifier: readRestored(made.output).identifier, ...(gone === true ? { deleted: broken.identifier } : {}) };
  const plan = await makePlan(project, world, { pipeline: "adopt-restored-db", given });
  const { approve } = options;
  if (approve === undefined) return showPlan(plan, { schema: "failover-kit/restore-adopt-plan/1", given, json: options.json, typed: `failover restore-db --adopt ${named}` }, world);
  return beginRun(project, options, world, { command: "restore-db", plan, given, approve, because: reasonIn(options.because) });
}
