import { Exit } from "../core/exit.ts";
import { statusOf } from "../core/status.ts";
import { statusText } from "../core/status-text.ts";
import { expectedFromEarlierRuns } from "../pipeline/earlier-runs.ts";
import { openProject } from "../pipeline/project.ts";
import { driverLock, findRun } from "../pipeline/runs.ts";
import type { Handler } from "./row.ts";

/** Prints where a run stands, from its journal. */
export const handler: Handler<{ run: string | undefined; json: boolean }> = async ({ project: named, run: wanted, json }, world) => {
  const project = await openProject(named, world);
  const run = await findRun(project, wanted, world);
  const holder = await world.holder(driverLock(run.directory));
  const driver = holder === undefined ? undefined : `process ${holder.pid} on ${holder.host}, since ${holder.since}`;
  const expectedSeconds = await expectedFromEarlierRuns(project, run.id, world);
  const status = statusOf(run.state, await world.failover(), { driver, at: world.clock.now(), expectedSeconds });
  world.print(json ? JSON.stringify(status, null, 2) : statusText(status, world.paper().columns));
  return Exit.ok;
};
