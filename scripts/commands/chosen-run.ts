import { FailoverError } from "../core/errors.ts";
import { isStoreAway } from "../core/store-away.ts";
import { openLedger } from "../pipeline/ledger.ts";
import type { Project } from "../pipeline/project.ts";
import { newestRun, runUnknown } from "../pipeline/runs.ts";
import type { World } from "../world.ts";

/** The run a person names, or else the newest that this machine or the bucket knows. */
export async function chosenRun(project: Project, named: string | undefined, world: World, { localJournal, command }: { readonly localJournal: string | undefined; readonly command: string }): Promise<string> {
  if (named !== undefined) return named;
  const ledger = localJournal === undefined ? await openLedger(project, world) : undefined;
  const newest = await newestRun(project, world, ledger).catch((error: unknown) => {
    if (ledger === undefined || !isStoreAway(error)) throw error;
    throw new FailoverError("LEASE_UNREADABLE", { bucket: ledger.buckets.journal, endpoint: ledger.endpoint, reason: error.advice.what, command }, { cause: error });
  });
  if (newest === undefined) throw await runUnknown(project, undefined, world);
  return newest;
}
