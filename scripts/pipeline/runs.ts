import { join } from "node:path";
import { FailoverError } from "../core/errors.ts";
import type { Entry } from "../core/journal.ts";
import { runsIn } from "../core/journal-names.ts";
import { replay, type RunState } from "../core/replay.ts";
import type { JournalFile } from "../ports.ts";
import type { World } from "../world.ts";
import { runsInLedger, type Ledger } from "./ledger.ts";
import type { Project } from "./project.ts";

export type BegunState = RunState & { readonly begun: NonNullable<RunState["begun"]> };

type Reach = Pick<World, "files" | "journal">;

export const runsDirectory = (project: Project): string => join(project.directory, ".failover", "runs");
export const runDirectory = (project: Project, id: string): string => join(runsDirectory(project), id);
/** The plan as it was approved, where the run was opened. */
export const planFile = (project: Project, id: string): string => join(runDirectory(project, id), "plan.txt");
/** Held by the process that drives a run. */
export const driverLock = (project: Project, id: string): string => join(runDirectory(project, id), "driver.lock");
/** This machine's copy of a run's journal, which may be empty. */
export const journalHere = (project: Project, id: string, world: Pick<World, "journal">): JournalFile => world.journal(join(runDirectory(project, id), "journal.jsonl"));

/** The runs whose journal this machine has a copy of, oldest first. */
export async function runsHere(project: Project, world: Reach): Promise<readonly string[]> {
  const names = await world.files.list(runsDirectory(project));
  return runsIn(names.filter((name) => name.endsWith("/")).map((name) => name.slice(0, -1)));
}

/** What entries prove of a run; undefined when its first was never durable: then nothing was declared. */
export function begunState(entries: readonly Entry[], where: string): BegunState | undefined {
  const state = replay(entries, where);
  return state.begun === undefined ? undefined : { ...state, begun: state.begun };
}

/** The newest run there is, of this machine's and, where it is asked, the ledger's. */
export async function newestRun(project: Project, world: Reach, ledger: Ledger | undefined): Promise<string | undefined> {
  const [here, there] = await Promise.all([newestHere(project, world), ledger === undefined ? [] : runsInLedger(ledger)]);
  return runsIn([...there, ...(here === undefined ? [] : [here])]).at(-1);
}

/** A directory whose journal is empty is what a process left that died at its very beginning. */
async function newestHere(project: Project, world: Reach): Promise<string | undefined> {
  for (const id of (await runsHere(project, world)).toReversed()) {
    // A damaged copy is a run as well: what is wrong with it is told when it is read.
    const isEmpty = await journalHere(project, id, world).read().then((entries) => entries.length === 0, () => false);
    if (!isEmpty) return id;
  }
  return undefined;
}

/** The error for a command that wants an open run, where the newest has ended or there is none. */
export const noOpenRun = (project: Project, newest: Pick<RunState, "ended"> | undefined, run: string | undefined): FailoverError =>
  new FailoverError("NO_OPEN_RUN", { project: project.directory, ...(newest?.ended === undefined || run === undefined ? {} : { newest: { run, ...newest.ended } }) });

/** The error for a run that nobody knows. */
export async function runUnknown(project: Project, named: string | undefined, world: Reach): Promise<FailoverError> {
  return named === undefined ? noOpenRun(project, undefined, undefined) : new FailoverError("RUN_UNKNOWN", { run: named, known: await runsHere(project, world) });
}
