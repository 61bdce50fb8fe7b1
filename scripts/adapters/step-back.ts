import { readdirSync } from "node:fs";
import { constants, setPriority } from "node:os";

/** Lets everything else on this machine go first, for the rest of this process's life; what it starts from now on inherits that. Where it cannot be done, nothing happens. */
export function stepBack(): void {
  for (const thread of threads()) {
    try {
      setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // A thread that has ended meanwhile.
    }
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
