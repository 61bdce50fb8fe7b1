import { GOOGLE_STORAGE } from "../core/google-storage.ts";
import { runsIn } from "../core/journal-names.ts";
import type { ObjectStore } from "../ports.ts";
import type { World } from "../world.ts";
import type { Project } from "./project.ts";

/** Where a service's journals and leases lie in the surviving cloud. */
export type Ledger = {
  readonly objects: ObjectStore;
  /** As a person knows it. */
  readonly endpoint: string;
  readonly service: string;
  readonly buckets: { readonly journal: string; readonly leases: string };
};

/** The project's ledger. Nothing is asked of it yet. */
export async function openLedger({ written: { service, storage, google } }: Project, world: Pick<World, "ledger">): Promise<Ledger> {
  const objects = await world.ledger({ endpoint: storage.endpoint, project: google.project });
  return { objects, endpoint: storage.endpoint ?? GOOGLE_STORAGE, service, buckets: storage.buckets };
}

/** Every run that the ledger has a journal of, oldest first. */
export async function runsInLedger({ objects, service, buckets }: Ledger): Promise<readonly string[]> {
  return runsIn(await objects.folders(buckets.journal, `${service}/`));
}
