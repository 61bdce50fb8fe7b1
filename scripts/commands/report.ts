import { Exit } from "../core/exit.ts";
import { reportText } from "../core/report-text.ts";
import { runReport } from "../core/run-report.ts";
import { openProject } from "../pipeline/project.ts";
import { findRun } from "../pipeline/runs.ts";
import type { Handler } from "./row.ts";

/** Prints how long each step of a run took and what was decided, from its journal alone. */
export const handler: Handler<{ run: string | undefined; json: boolean }> = async ({ project: named, run: wanted, json }, world) => {
  const run = await findRun(await openProject(named, world), wanted, world);
  const report = runReport(run.state.begun, run.entries, await world.failover());
  world.print(json ? JSON.stringify(report, null, 2) : reportText(report, world.paper()));
  return Exit.ok;
};
