import { FailoverError } from "../core/errors.ts";
import type { ExitCode } from "../core/exit.ts";
import type { Json } from "../core/journal.ts";
import { asJson, readFence, readLooked, readRestored, readVerified, type Looked } from "../core/restore-db/outputs.ts";
import { whyNotBack } from "../core/restore-db/revertable.ts";
import { stateOf, type RunState } from "../core/replay.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import { settingsFor, type Project } from "../pipeline/project.ts";
import { runUnknown } from "../pipeline/runs.ts";
import { viewRun } from "../pipeline/view-run.ts";
import type { World } from "../world.ts";
import { beginRun, showPlan } from "./begin-run.ts";
import { reasonIn } from "./reasons.ts";
import type { RestoreDbOptions } from "./restore-db-options.ts";
import type { Globals } from "./row.ts";

const POSTGRES_PORT = 5432;

/** Goes back from what a run restored to the old database: shows the plan, and with its digest carries it out. */
export async function revert(project: Project, named: string, options: RestoreDbOptions & Globals, world: World): Promise<ExitCode> {
  const seen = await viewRun(project, named, world, "to show");
  if (seen === undefined) throw await runUnknown(project, named, world);
  const { given, broken } = givenFor(named, seen.state.begun.pipeline, seen.state);
  await expectOldOne(project, named, broken, world);
  const plan = await makePlan(project, world, { pipeline: "revert-restore-db", given });
  const { approve } = options;
  if (approve === undefined) return showPlan(plan, { schema: "failover-kit/restore-revert-plan/1", given, json: options.json, typed: `failover restore-db --revert ${named}` }, world);
  return beginRun(project, options, world, { command: "restore-db", plan, given, approve, because: reasonIn(options.because), preApproved: ["point-back"] });
}

/** Nobody can go back to what is no more; that is asked before anything is shown or opened. */
async function expectOldOne(project: Project, run: string, broken: Looked["broken"], world: World): Promise<void> {
  const settings = settingsFor(project, world, []);
  const { rds } = await world.outside(settings, world.stop);
  const because = whyNotBack(broken, await rds.instance(broken.identifier));
  if (because !== undefined) throw new FailoverError("OLD_DATABASE_GONE", { run, instance: broken.identifier, because });
}

function givenFor(run: string, kind: string, state: RunState): { readonly given: Json; readonly broken: Looked["broken"] } {
  const refuse = (because: string) => new FailoverError("RUN_NOT_A_RESTORE", { run, kind, because });
  if (kind !== "restore-db") throw refuse("it restored no database in AWS");
  if (state.ended === undefined) throw refuse("it is still open: 'failover abandon' first");
  const [looked, fenced] = (["look-at-database", "fence-database"] as const).map((step) => stateOf(state, step));
  if (looked?.at !== "done" || fenced?.at !== "done") throw refuse("it came to an end before it changed anything");
  readFence(fenced.output);
  const { broken, exporter, app, gone }: Looked = readLooked(looked.output);
  if (gone === true) throw new FailoverError("OLD_DATABASE_GONE", { run, instance: broken.identifier, because: "AWS knew it no more when that run began; it was deleted" });
  if (broken.address === undefined) throw refuse("AWS told no address of the old database");
  const [made, verified] = (["restore-instance", "verify-database"] as const).map((step) => stateOf(state, step));
  const before = { run, instance: broken.identifier, address: broken.address, port: broken.port ?? POSTGRES_PORT, securityGroups: broken.securityGroups, exporter: exporter.address, app };
  const base = verified?.at === "done" ? readVerified(verified.output).base : undefined;
  return { broken, given: asJson({ ...before, ...(made?.at === "done" ? { restored: readRestored(made.output) } : {}), ...(base === undefined ? {} : { base }) }) };
}
