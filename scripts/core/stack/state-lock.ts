import { z } from "zod";

/** What Pulumi writes into a lock: which process took it, where, and when by that machine's clock. */
export const stateLock = z.object({ pid: z.number().int(), username: z.string(), hostname: z.string(), timestamp: z.iso.datetime({ offset: true }) });
export type StateLock = z.infer<typeof stateLock>;

/** What tells one machine, one boot of it and one set of process ids from another. Empty where a system does not tell. */
export const machineIdentity = z.object({ host: z.string(), machine: z.string(), boot: z.string(), processes: z.string() });
export type MachineIdentity = z.infer<typeof machineIdentity>;

/** Where and from when on this run has let Pulumi work; on disk before Pulumi can take a lock. */
export const beginning = z.object({ at: z.iso.datetime({ offset: true }), on: machineIdentity });
export type Beginning = z.infer<typeof beginning>;

/** Whom a run was taken over from. */
export type FormerHolder = { readonly host: string; readonly pid: number };

export type Verdict = "ours, and dead" | "the former holder's" | "still running here" | "somebody else's";

export type Known = {
  readonly here: MachineIdentity;
  /** The last time this run let Pulumi work on the stack; undefined if it never has from this machine's disk. */
  readonly begun: Beginning | undefined;
  /** What runs here under the lock's process id: undefined when nothing does, empty when the system does not tell. */
  readonly program: string | undefined;
  readonly formerHolders: readonly FormerHolder[];
};

/** Where Pulumi keeps the locks of one of our stacks in the state bucket: https://www.pulumi.com/docs/iac/concepts/state-and-backends/ */
export const locksOf = (stack: string): string => `.pulumi/locks/organization/failover-kit/${stack}/`;

/**
 * Whose a lock is. A host's name and a process id are worth little by themselves: other machines have the same name, a
 * container has process ids of its own, ids are used again. So a lock is ours only if this run let Pulumi work before
 * it was taken, on this very machine.
 */
export function judgeLock(lock: StateLock, { here, begun, program, formerHolders }: Known): Verdict {
  const sight = begun === undefined || lock.hostname !== here.host || Date.parse(lock.timestamp) < Date.parse(begun.at) ? "none" : sightOf(begun.on, here);
  if (sight === "rebooted") return "ours, and dead";
  if (sight === "whole") return isPulumi(program) ? "still running here" : "ours, and dead";
  return formerHolders.some(({ host }) => host === lock.hostname) ? "the former holder's" : "somebody else's";
}

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
