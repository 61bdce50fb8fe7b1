import { join } from "node:path";
import { FailoverError } from "../core/errors.ts";
import type { Entry } from "../core/journal.ts";
import { replay, type RunState } from "../core/replay.ts";
import type { JournalStore } from "../ports.ts";
import type { World } from "../world.ts";
import type { Project } from "./project.ts";

/** One run as its journal tells it. */
export type Run = {
  readonly id: string;
  readonly directory: string;
  readonly journal: JournalStore;
  readonly entries: readonly Entry[];
  readonly state: RunState & { readonly begun: NonNullable<RunState["begun"]> };
};

type Reach = Pick<World, "files" | "journal">;

export const runsDirectory = (project: Project): string => join(project.directory, ".failover", "runs");
export const runDirectory = (project: Project, id: string): string => join(runsDirectory(project), id);
export const journalPath = (directory: string): string => join(directory, "journal.jsonl");
/** Held by the process that drives a run. */
export const driverLock = (directory: string): string => join(directory, "driver.lock");

/** Every run declared here, oldest first: their names begin with their time. */
export async function runIds(project: Project, { files }: Reach): Promise<readonly string[]> {
  const names = await files.list(runsDirectory(project));
  return names.filter((name) => /^r\d{8}-.*\/$/.test(name)).map((name) => name.slice(0, -1));
}

/** The run that has begun and not ended, if there is one. */
export async function openRun(project: Project, world: Reach): Promise<Run | undefined> {
  for (const id of (await runIds(project, world)).toReversed()) {
    const run = await load(project, id, world);
    if (run !== undefined && run.state.ended === undefined) return run;
  }
  return undefined;
}

/** The open run, or a refusal that says how to begin one. */
export async function requireOpenRun(project: Project, world: Reach): Promise<Run> {
  const run = await openRun(project, world);
  if (run === undefined) throw new FailoverError("NO_OPEN_RUN", { project: project.directory });
  return run;
}

/** The run of this name; without a name the newest. */
export async function findRun(project: Project, named: string | undefined, world: Reach): Promise<Run> {
  const known = await runIds(project, world);
  for (const id of known.toReversed()) {
    if (named !== undefined && id !== named) continue;
    const run = await load(project, id, world);
    if (run !== undefined) return run;
  }
  if (named === undefined) throw new FailoverError("NO_OPEN_RUN", { project: project.directory });
  throw new FailoverError("RUN_UNKNOWN", { run: named, known });
}

/** Undefined when the process died before its first entry was on disk: then nothing was declared. */
async function load(project: Project, id: string, world: Reach): Promise<Run | undefined> {
  const directory = runDirectory(project, id);
  const journal = world.journal(journalPath(directory));
  const entries = await journal.read();
  const state = replay(entries);
  return state.begun === undefined ? undefined : { id, directory, journal, entries, state: { ...state, begun: state.begun } };
}
