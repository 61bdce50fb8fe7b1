import { Exit } from "../core/exit.ts";
import { protectPaths } from "../core/protect-job.ts";
import { followUnit } from "../pipeline/follow-unit.ts";
import type { Handler } from "./row.ts";

/** Prints the progress of the new primary's first export, a line of JSON each second, until its unit has ended. Runs on the database host. */
export const handler: Handler<{ run: string; unit: string }> = async ({ run, unit }, world) => {
  await followUnit(await world.hostPorts({ endpoint: undefined, project: "" }), { unit, status: protectPaths(run).status }, world.print);
  return Exit.ok;
};
