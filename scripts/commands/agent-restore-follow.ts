import { Exit } from "../core/exit.ts";
import { hostPaths } from "../core/restore-job.ts";
import { followUnit } from "../pipeline/follow-unit.ts";
import type { Handler } from "./row.ts";

/** Prints a restore's progress, a line of JSON each second, until its unit has ended. Runs on the database host. */
export const handler: Handler<{ run: string; unit: string }> = async ({ run, unit }, world) => {
  await followUnit(await world.hostPorts({ endpoint: undefined, project: "" }), { unit, status: hostPaths(run).status }, world.print);
  return Exit.ok;
};
