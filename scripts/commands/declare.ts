import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import type { GraphStep } from "../core/next-moves.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import { openRun } from "../pipeline/open-run.ts";
import { openProject } from "../pipeline/project.ts";
import { reasons, type ReasonOptions } from "./reasons.ts";
import type { Handler } from "./row.ts";

type Options = ReasonOptions & { approve: string; "pre-approve": string; because: string; who: string | undefined };

/** Opens a run of the approved plan; refuses any other plan and a second open run. */
export const handler: Handler<Options> = async (options, world) => {
  const { project: named, approve, "pre-approve": preApprove, because } = options;
  if (because.trim() === "") throw new FailoverError("REASON_EMPTY", { option: "--because" });
  const project = await openProject(named, world);
  const plan = await makePlan(project, world, { pipeline: "failover" });
  const who = options.who ?? world.person;
  const preApproved = approve === plan.digest ? checkedAnswers(preApprove, plan.steps) : [];
  const wish = { command: "declare", ...reasons(options, "declare") };
  const run = await openRun(project, world, { plan, approve, preApproved, who, because, mode: "ungraceful", wish });
  world.print(run);
  world.operator.say(`Run ${run} is open. 'failover run' carries it out.`);
  return Exit.ok;
};

function checkedAnswers(preApprove: string, steps: readonly GraphStep[]): readonly string[] {
  const known = steps.flatMap(({ approval }) => approval ?? []);
  const names = preApprove.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new FailoverError("APPROVAL_UNKNOWN", { name: unknown, known });
  return names;
}
