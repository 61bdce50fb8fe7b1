import { Exit } from "../core/exit.ts";
import { driverOf } from "../core/driver.ts";
import { promisedBy } from "../core/notices/notice-text.ts";
import { statusOf } from "../core/status.ts";
import { statusText } from "../core/status-text.ts";
import { expectedFromEarlierRuns } from "../pipeline/earlier-runs.ts";
import { keptNotices } from "../pipeline/notices/kept-notices.ts";
import { openProject } from "../pipeline/project.ts";
import { driverLock, runUnknown } from "../pipeline/runs.ts";
import { viewRun } from "../pipeline/view-run.ts";
import type { Handler } from "./row.ts";

type Options = { readonly run: string | undefined; readonly local: boolean; readonly json: boolean };

/** Prints where a run stands, from this machine's copy of its journal and the bucket's. */
export const handler: Handler<Options> = async ({ project: named, run: wanted, local, json }, world) => {
  const project = await openProject(named, world);
  const run = await viewRun(project, wanted, world, local ? "here" : "to show");
  if (run === undefined) throw await runUnknown(project, wanted, world);
  const here = await world.holder(driverLock(project, run.id));
  const expectedSeconds = await expectedFromEarlierRuns(project, run.id, world);
  const { steps } = await world.pipeline(run.state.begun.pipeline);
  const notices = (await keptNotices(project, world)).map(({ notice }) => notice);
  const promised = promisedBy(notices.filter((notice) => notice.run === run.id), world.clock.now());
  const status = statusOf(run.state, steps, { driver: driverOf(here, run.lease), notes: run.notes, at: world.clock.now(), expectedSeconds, promised });
  world.print(json ? JSON.stringify(status, null, 2) : statusText(status, world.paper().columns));
  return Exit.ok;
};
