import { z } from "zod";

/** What Pulumi writes into a lock: which process took it, where, and when by that machine's clock. */
export const stateLock = z.object({ pid: z.number().int(), username: z.string(), hostname: z.string(), timestamp: z.iso.datetime({ offset: true }) });
export type StateLock = z.infer<typeof stateLock>;

/** What tells one machine, one boot of it and one set of process ids from another. Empty where a system does not tell. */
export const machineIdentity = z.object({ host: z.string(), machine: z.string(), boot: z.string(), processes: z.string() });
export type MachineIdentity = z.infer<typeof machineIdentity>;

/** Where and from when on this run has let Pulumi work; in the journal before Pulumi can take a lock. */
export const beginning = z.object({ at: z.iso.datetime({ offset: true }), on: machineIdentity });
export type Beginning = z.infer<typeof beginning>;

export type Verdict = "ours, and dead" | "the former holder's" | "still running here" | "somebody else's";

export type Known = {
  readonly here: MachineIdentity;
  /** When and where this run has let Pulumi work on the stack, here or on the machine of a former holder. */
  readonly beginnings: readonly Beginning[];
  /** What runs here under the lock's process id: undefined when nothing does, empty when the system does not tell. */
  readonly program: string | undefined;
};

/** Where Pulumi keeps the locks of one of our stacks in the state bucket: https://www.pulumi.com/docs/iac/concepts/state-and-backends/ */
export const locksOf = (stack: string): string => `.pulumi/locks/organization/failover-kit/${stack}/`;

/**
 * Whose a lock is. A host's name and a process id are worth little by themselves: other machines have the same name, a
 * container has process ids of its own, ids are used again. So a lock is ours only if this run let Pulumi work before
 * it was taken, on the machine it names. Where that is another machine, the run was taken over from there: whoever holds
 * its lease now may trust that the former holder's tools have ended, as that one promised.
 */
export function judgeLock(lock: StateLock, { here, beginnings, program }: Known): Verdict {
  const begun = beginnings.filter(({ at, on }) => on.host === lock.hostname && Date.parse(at) <= Date.parse(lock.timestamp));
  const sights = begun.map(({ on }) => sightOf(on, here));
  if (sights.includes("whole")) return isPulumi(program) ? "still running here" : "ours, and dead";
  if (sights.includes("rebooted")) return "ours, and dead";
  return sights.length > 0 ? "the former holder's" : "somebody else's";
}

/**
 * Whose a lock is on a stack that only the holder of a lease lets Pulumi work on: whoever took it held that lease, which
 * has since run out, and its tools were gone before that. Only one that still runs on this machine is not to be trusted.
 */
export const judgeLeasedLock = (lock: StateLock, { here, program }: Pick<Known, "here" | "program">): Verdict =>
  lock.hostname === here.host && isPulumi(program) ? "still running here" : "the former holder's";

/** Whether Pulumi's `cancel`, which removes all locks of a stack at once, may remove this one. */
export const isRemovable = (verdict: Verdict): boolean => verdict === "ours, and dead" || verdict === "the former holder's";

/** The namespace of process ids that every Linux begins with; a container has another. */
const WHOLE_MACHINE = "pid:[4026531836]";

/** What can be known now about the processes of then. */
function sightOf(then: MachineIdentity, now: MachineIdentity): "whole" | "rebooted" | "none" {
  if (then.host !== now.host || then.machine !== now.machine || then.processes !== now.processes) return "none";
  if (then.boot === now.boot) return "whole";
  // A container's image may bring the machine's id along to another machine, where it says nothing about a boot.
  return now.machine !== "" && now.processes === WHOLE_MACHINE ? "rebooted" : "none";
}

const isPulumi = (program: string | undefined): boolean => program !== undefined && (program === "" || program.includes("pulumi"));
