import { Exit } from "../core/exit.ts";
import { lossByPointText } from "../core/loss-by-point.ts";
import { lossByPoint } from "../pipeline/loss-by-point.ts";
import { openProject } from "../pipeline/project.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import type { Handler } from "./row.ts";

/** Prints what a failover would do, its digest, and beside it what each recovery point would lose now. */
export const handler: Handler<{ json: boolean }> = async ({ project: named, json }, world) => {
  const project = await openProject(named, world);
  const { text, digest, steps } = await makePlan(project, world, { pipeline: "failover" });
  if (json) {
    const rows = steps.map(({ id, title, needs, approval }) => ({ id, title, needs, approval: approval ?? null }));
    world.print(JSON.stringify({ schema: "failover-kit/plan/1", digest, steps: rows, text, recoveryPoints: await lossByPoint(project, world) }, null, 2));
    return Exit.ok;
  }
  // The plan is there whatever the bucket does.
  world.print(text);
  world.print(`\n${lossByPointText(await lossByPoint(project, world))}`);
  const answers = steps.flatMap(({ approval }) => approval ?? []).join(",");
  world.print(["", "To carry it out:", `  failover declare --approve ${digest} \\`, ...(answers === "" ? [] : [`    --pre-approve ${answers} \\`]), '    --because "…"', "  failover run"].join("\n"));
  return Exit.ok;
};
