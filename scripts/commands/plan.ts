import { Exit } from "../core/exit.ts";
import { openProject } from "../pipeline/project.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import type { Handler } from "./row.ts";

/** Prints what a failover would do, and its digest. */
export const handler: Handler<{ json: boolean }> = async ({ project: named, json }, world) => {
  const { text, digest, steps } = await makePlan(await openProject(named, world), world, { pipeline: "failover" });
  if (json) {
    const rows = steps.map(({ id, title, needs, approval }) => ({ id, title, needs, approval: approval ?? null }));
    world.print(JSON.stringify({ schema: "failover-kit/plan/1", digest, steps: rows, text }, null, 2));
    return Exit.ok;
  }
  world.print(text);
  const answers = steps.flatMap(({ approval }) => approval ?? []).join(",");
  world.print(["", "To carry it out:", `  failover declare --approve ${digest} \\`, ...(answers === "" ? [] : [`    --pre-approve ${answers} \\`]), '    --because "…"', "  failover run"].join("\n"));
  return Exit.ok;
};
