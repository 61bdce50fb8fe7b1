import { Exit, type ExitCode } from "../core/exit.ts";
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

type Shown = { readonly schema: string; readonly given: Json; readonly json: boolean; /** What is typed to carry it out, but for the digest and the reason. */ readonly typed: string };

/** Shows a plan that nobody has approved yet, and the command that carries it out. */
export function showPlan({ text, digest }: Plan, { schema, given, json, typed }: Shown, world: Pick<World, "print">): ExitCode {
  world.print(json ? JSON.stringify({ schema, digest, given, text }, null, 2) : `${text}\n\nTo carry it out:\n  ${typed} --approve ${digest} --because "…"`);
  return Exit.ok;
}

/** Opens a run of an approved plan and carries it out at once. */
export async function beginRun(project: Project, options: Options, world: World, { command, preApproved = [], ...decided }: Beginning): Promise<ExitCode> {
  const run = await openRun(project, world, { ...decided, preApproved, who: options.who ?? world.person, wish: { command, ...reasons(options, command) } });
  world.operator.say(`Run ${run} is open and is carried out now.\n'failover resume' goes on with it, should this end.`);
  return carryOut({ ...options, run }, world);
}
