import { readdirSync, writeFileSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";

/** Lets everything else on this machine go first, for the rest of this process's life; what it starts from now on inherits that. Where it cannot be done, nothing happens. */
export function stepBack(): void {
  for (const thread of threads()) attempt(() => setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL));
  putSessionBack("self");
}

/** What has just been started as a session of its own stands where this process stands. */
export function standWithUs(pid: number): void {
  if (getPriority() > 0) putSessionBack(pid);
}

/** Where Linux weighs sessions against each other (sched_autogroup_enabled), a priority counts within one alone; and a new session does not inherit the weight. */
const putSessionBack = (pid: number | "self"): void => attempt(() => writeFileSync(`/proc/${pid}/autogroup`, String(constants.priority.PRIORITY_BELOW_NORMAL)));

/** It may have ended meanwhile, or the system not know of such a thing. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // Then everything is as fast as it would have been.
  }
}

/** On Linux each thread has a priority of its own. */
function threads(): readonly number[] {
  try {
    return readdirSync("/proc/self/task").map(Number);
  } catch {
    return [0];
  }
}
