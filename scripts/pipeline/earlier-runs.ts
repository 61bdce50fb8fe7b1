import { expectedSeconds } from "../core/expected-seconds.ts";
import { runReport, type RunReport } from "../core/run-report.ts";
import type { World } from "../world.ts";
import type { Project } from "./project.ts";
import { begunState, journalHere, runsHere } from "./runs.ts";

const RUNS = 10;

type Reach = Pick<World, "files" | "journal" | "pipeline">;

/** How long each step is likely to take, from the newest runs kept here besides this one. A run that cannot be read teaches nothing and stops nothing. */
export async function expectedFromEarlierRuns(project: Project, besides: string, world: Reach): Promise<ReadonlyMap<string, number>> {
  const ids = (await runsHere(project, world)).filter((id) => id !== besides).slice(-RUNS);
  const reports = await Promise.all(ids.toReversed().map((id) => reportOf(project, id, world).catch(() => undefined)));
  return expectedSeconds(reports.filter((report) => report !== undefined));
}

async function reportOf(project: Project, id: string, world: Reach): Promise<RunReport | undefined> {
  const entries = await journalHere(project, id, world).read();
  const state = begunState(entries, id);
  if (state === undefined) return undefined;
  const { steps } = await world.pipeline(state.begun.pipeline);
  return runReport(state.begun, entries, steps);
}
