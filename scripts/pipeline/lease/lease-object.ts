import { leaseBytes, leaseName, readLease, type LeaseKind, type LeaseRecord, type SeenLease } from "../../core/lease.ts";
import type { ObjectStore } from "../../ports.ts";

/** The one object in the leases bucket that says who carries out a service's runs, or its drills. */
export type LeaseObject = {
  readonly look: () => Promise<SeenLease | undefined>;
  /** Writes where this generation stands; "changed" when somebody else was there first. */
  readonly replace: (record: LeaseRecord, generation: string) => Promise<{ readonly generation: string } | "changed">;
};

export function leaseObject(objects: Pick<ObjectStore, "look" | "replace">, { bucket, service }: { readonly bucket: string; readonly service: string }, kind: LeaseKind): LeaseObject {
  const name = leaseName(service, kind);
  return {
    look: async () => {
      const seen = await objects.look(bucket, name);
      return seen === undefined ? undefined : { record: readLease(seen.body, `${name} in ${bucket}`), generation: seen.generation, ageSeconds: seen.ageSeconds };
    },
    replace: (record, generation) => objects.replace(bucket, name, leaseBytes(record), generation),
  };
}
