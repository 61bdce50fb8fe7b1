import { pace, type SeenLease } from "./lease.ts";

/** Who drives a run, and whether they were heard of lately. */
export type Driver = { readonly name: string; readonly isAlive: boolean };

type HolderHere = { readonly pid: number; readonly host: string; readonly since: string };

/** Who drives a run: a process of this machine, or the holder of the lease as it was last heard of. */
export function driverOf(here: HolderHere | undefined, lease: SeenLease | undefined): Driver | undefined {
  if (here !== undefined) return { name: `process ${here.pid} on ${here.host}, since ${here.since}`, isAlive: true };
  if (lease?.record.state !== "held") return undefined;
  const { holder, since } = lease.record;
  const age = Math.round(lease.ageSeconds);
  return { name: `${holder.who} from ${holder.host} (process ${holder.pid}) since ${since}, last heard of ${age} s ago`, isAlive: age <= pace.holdSeconds };
}
