import { leaseBytes, leaseName, readLease, type LeaseKind, type LeaseRecord } from "../../scripts/core/lease.ts";
import type { memoryStore } from "./memory-store.ts";

type Store = ReturnType<typeof memoryStore>;

/** A lease that ben holds from a machine nobody here can look into. */
export const heldByBen = (more: Partial<LeaseRecord> = {}): LeaseRecord => ({
  schema: "failover-kit/lease/1",
  kind: "run",
  run: "r1",
  epoch: 3,
  holder: { id: "ben-1", who: "ben@desk", host: "desk", machine: "desk-boot-1", pid: 4711, started: "99" },
  since: "2026-11-25T01:12:03.000Z",
  renewals: 7,
  at: ["restore-data"],
  state: "held",
  because: null,
  unheard: null,
  ...more,
});

/** The lease of a store, looked at and written as nobody's holder would. */
export function leaseIn({ objects }: Pick<Store, "objects">, { bucket, service }: { readonly bucket: string; readonly service: string }, kind: LeaseKind = "run") {
  const name = leaseName(service, kind);
  return {
    read: async (): Promise<LeaseRecord | undefined> => {
      const seen = await objects.look(bucket, name);
      return seen === undefined ? undefined : readLease(seen.body, name);
    },
    write: async (record: LeaseRecord): Promise<void> => {
      const generation = (await objects.look(bucket, name))?.generation ?? "0";
      await objects.replace(bucket, name, leaseBytes(record), generation);
    },
  };
}
