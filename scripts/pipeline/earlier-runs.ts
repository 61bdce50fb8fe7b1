import { expectedSeconds } from "../core/expected-seconds.ts";
import { runReport, type RunReport } from "../core/run-report.ts";
import type { World } from "../world.ts";
import type { Project } from "./project.ts";
import { begunState, journalHere, runsHere } from "./runs.ts";

const RUNS = 10;

type Reach = Pick<World, "files" | "journal" | "pipeline">;

/** How long each step is likely to take, from the newest runs kept here besides this one. A run that cannot be read teaches nothing and stops nothing. */
export async function expectedFromEarlierRuns(project: Project, besides: string, world: Reach): Promise<ReadonlyMap<string, number>> {
  return expectedSeconds((await newestReports(project, world)).filter(({ run }) => run !== besides).slice(0, RUNS));
}

/** The newest runs kept here, of these kinds or of any, as their reports tell them, newest first; one that cannot be read is left out. */
export async function newestReports(project: Project, world: Reach, kinds?: readonly string[]): Promise<readonly RunReport[]> {
  const found: RunReport[] = [];
  const ids = (await runsHere(project, world)).toReversed();
  // Of some kinds there may be few among many of another.
  for (let from = 0; from < ids.length && found.length <= RUNS; from += RUNS + 1) {
    const some = await Promise.all(ids.slice(from, from + RUNS + 1).map((id) => reportOf(project, id, world, kinds).catch(() => undefined)));
    found.push(...some.filter((report) => report !== undefined));
  }
  return found.slice(0, RUNS + 1);
}

async function reportOf(project: Project, id: string, world: Reach, kinds: readonly string[] | undefined): Promise<RunReport | undefined> {
  const entries = await journalHere(project, id, world).read();
  const state = begunState(entries, id);
  if (state === undefined || kinds?.includes(state.begun.pipeline) === false) return undefined;
  const { steps } = await world.pipeline(state.begun.pipeline);
  return runReport(state.begun, entries, steps);
}
