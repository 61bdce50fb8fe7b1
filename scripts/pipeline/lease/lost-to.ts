import { FailoverError } from "../../core/errors.ts";
import type { LeaseRecord } from "../../core/lease.ts";

/** The error for a run whose lease somebody else has, had or ended; `seen` is how it stands. */
export function lostTo(seen: LeaseRecord | undefined, run: string): FailoverError {
  if (seen === undefined) return new FailoverError("LEASE_TAKEN_OVER", { run, who: "somebody", host: "an unknown machine", since: "an unknown time", because: "the lease's object was removed" });
  if (seen.state === "pre-empted") return new FailoverError("LEASE_PRE_EMPTED", { run, by: seen.because ?? "a disaster" });
  const { holder, since, because } = seen;
  return new FailoverError("LEASE_TAKEN_OVER", { run, who: holder.who, host: holder.host, since, because });
}
