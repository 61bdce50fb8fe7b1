import { isExpected } from "../core/errors.ts";
import { isStoreAway } from "../core/store-away.ts";
import type { Entry } from "../core/journal.ts";
import { compareCopies } from "../core/journal-copies.ts";
import type { SeenLease } from "../core/lease.ts";
import type { World } from "../world.ts";
import { bucketCopy } from "./journal/bucket-copy.ts";
import { forked, soundCopies } from "./journal/match-copies.ts";
import { leaseObject } from "./lease/lease-object.ts";
import { openLedger, type Ledger } from "./ledger.ts";
import type { Project } from "./project.ts";
import { begunState, journalHere, newestRun, type BegunState } from "./runs.ts";

/** A run as it can be seen from here, with nothing changed. */
export type RunSeen = {
  readonly id: string;
  readonly entries: readonly Entry[];
  readonly state: BegunState;
  /** The lease, if it is about this run. */
  readonly lease: SeenLease | undefined;
  /** What a reader must know about the source. */
  readonly notes: readonly string[];
};

/** Whose knowledge is looked at: this machine's, which asks no network, or the bucket's as well; "to show" is the last for a person, who is not told that there is no run when nobody could tell. */
export type Sight = "here" | "everywhere" | "everywhere if possible" | "to show";

/** The run of this name, or the newest; undefined when there is none. */
export async function viewRun(project: Project, named: string | undefined, world: World, sight: Sight): Promise<RunSeen | undefined> {
  if (sight === "here") return viewHere(project, named, world, []);
  const ledger = await openLedger(project, world);
  try {
    return await viewBoth(project, named, world, ledger);
  } catch (error) {
    if (sight === "everywhere" || !(isStoreAway(error) || (isExpected(error) && error.code === "STORE_NOT_SIGNED_IN"))) throw error;
    const known = await viewHere(project, named, world, [`${error.advice.what}. This is what this machine knows`]);
    if (known === undefined && sight === "to show") throw error;
    return known;
  }
}

async function viewHere(project: Project, named: string | undefined, world: World, notes: readonly string[]): Promise<RunSeen | undefined> {
  const id = named ?? (await newestRun(project, world, undefined));
  if (id === undefined) return undefined;
  const file = journalHere(project, id, world);
  const entries = await file.read();
  return seen(id, entries, file.path, undefined, notes);
}

async function viewBoth(project: Project, named: string | undefined, world: World, ledger: Ledger): Promise<RunSeen | undefined> {
  const { objects, service, buckets } = ledger;
  const [id, lease] = await Promise.all([
    named ?? newestRun(project, world, ledger),
    leaseObject(objects, { bucket: buckets.leases, service }, "run").look(),
  ]);
  if (id === undefined) return undefined;
  const file = journalHere(project, id, world);
  const bucket = bucketCopy(objects, { bucket: buckets.journal, service }, id);
  const [here, there] = await soundCopies(id, file, bucket);
  const comparison = compareCopies(here, there);
  if (comparison.copies === "forked") throw forked(id, comparison.at, { file, here, bucket, there });
  const isAhead = comparison.copies === "here is ahead";
  const notes = isAhead ? [`${here.length - there.length} entries are on this machine only; 'failover resume' brings them into the bucket`] : [];
  return seen(id, isAhead ? here : there, isAhead ? file.path : bucket.where, lease?.record.run === id ? lease : undefined, notes);
}

function seen(id: string, entries: readonly Entry[], where: string, lease: SeenLease | undefined, notes: readonly string[]): RunSeen | undefined {
  const state = begunState(entries, where);
  return state === undefined ? undefined : { id, entries, state, lease, notes };
}
