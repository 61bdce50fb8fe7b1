import { FailoverError } from "../core/errors.ts";
import type { ExitCode } from "../core/exit.ts";
import type { Json } from "../core/journal.ts";
import type { Plan } from "../pipeline/make-plan.ts";
import { openRun } from "../pipeline/open-run.ts";
import type { Project } from "../pipeline/project.ts";
import type { World } from "../world.ts";
import { reasons, type ReasonOptions } from "./reasons.ts";
import type { Globals } from "./row.ts";
import { handler as carryOut } from "./run.ts";

type Options = ReasonOptions & Globals & { readonly who: string | undefined; readonly json: boolean };
type Beginning = { readonly command: string; readonly plan: Plan; readonly given: Json; readonly approve: string; readonly because: string; readonly preApproved?: readonly string[] };

/** A decision's reason; one that says nothing is refused. */
export function reasonIn(because = ""): string {
  if (because.trim() === "") throw new FailoverError("REASON_EMPTY", { option: "--because" });
  return because;
}

/** Opens a run of an approved plan and carries it out at once. */
export async function beginRun(project: Project, options: Options, world: World, { command, preApproved = [], ...decided }: Beginning): Promise<ExitCode> {
  const run = await openRun(project, world, { ...decided, preApproved, who: options.who ?? world.person, wish: { command, ...reasons(options, command) } });
  world.operator.say(`Run ${run} is open and is carried out now. 'failover resume' goes on with it, should this end.`);
  return carryOut({ ...options, run }, world);
}
