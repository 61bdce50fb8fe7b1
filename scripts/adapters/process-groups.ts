import { setTimeout as wait } from "node:timers/promises";
import { signalAt, type Patience } from "../core/marked.ts";

const LOOK_EVERY_SECONDS = 0.1;

/** Signals a whole process group; false when it is gone already. */
export function signalGroup(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, name);
  } catch {
    return false;
  }
}

/** Ends these groups, less and less politely: all that can be done where a system shows no process's environment. */
export async function endGroups(groups: readonly number[], patience: Patience): Promise<void> {
  const began = performance.now();
  for (let told: NodeJS.Signals | undefined; ; ) {
    const living = groups.filter((group) => signalGroup(group, 0));
    if (living.length === 0) return;
    const turn = signalAt((performance.now() - began) / 1000, patience);
    if (turn !== told) living.forEach((group) => signalGroup(group, turn));
    if (told === "SIGKILL") return;
    told = turn;
    await wait(LOOK_EVERY_SECONDS * 1000);
  }
}
