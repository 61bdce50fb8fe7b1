import { expectedSeconds } from "../core/expected-seconds.ts";
import { runReport, type RunReport } from "../core/run-report.ts";
import type { World } from "../world.ts";
import type { Project } from "./project.ts";
import { findRun, runIds } from "./runs.ts";

const RUNS = 10;

/** How long each step is likely to take, from the newest runs kept here besides this one. A run that cannot be read teaches nothing and stops nothing. */
export async function expectedFromEarlierRuns(project: Project, besides: string, world: Pick<World, "files" | "journal" | "failover">): Promise<ReadonlyMap<string, number>> {
  const graph = await world.failover();
  const ids = (await runIds(project, world)).filter((id) => id !== besides).slice(-RUNS);
  const reports: RunReport[] = [];
  for (const id of ids.toReversed()) {
    const run = await findRun(project, id, world).catch(() => undefined);
    if (run !== undefined) reports.push(runReport(run.state.begun, run.entries, graph));
  }
  return expectedSeconds(reports);
}
