import { Exit } from "../core/exit.ts";
import { statusOf, statusText } from "../core/status.ts";
import { openProject } from "../pipeline/project.ts";
import { driverLock, findRun } from "../pipeline/runs.ts";
import type { Handler } from "./row.ts";

/** Prints where a run stands, from its journal. */
export const handler: Handler<{ run: string | undefined; json: boolean }> = async ({ project: named, run: wanted, json }, world) => {
  const run = await findRun(await openProject(named, world), wanted, world);
  const holder = await world.holder(driverLock(run.directory));
  const driver = holder === undefined ? undefined : `process ${holder.pid} on ${holder.host}, since ${holder.since}`;
  const status = statusOf(run.state, await world.failover(), driver);
  world.print(json ? JSON.stringify(status, null, 2) : statusText(status));
  return Exit.ok;
};
