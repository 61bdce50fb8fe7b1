import { setTimeout as wait } from "node:timers/promises";
import { startLogged } from "../logged-process.ts";
import { REBOOT } from "./host-command.ts";

/** A host's machine process, started again whenever the machine inside reboots. */
export type RunningHost = { readonly pid: () => number | undefined; readonly hasEnded: () => boolean; readonly kill: (init: number | undefined) => Promise<boolean> };

const KILL_SECONDS = 10;

/** Starts a machine and keeps it running through its own reboots. */
export function runHost(argv: readonly string[], log: string): RunningHost {
  let pid: number | undefined;
  let stopping = false;
  let ended = false;

  const untilItEnds = async (): Promise<void> => {
    do {
      const machine = startLogged(argv, { log });
      pid = machine.pid;
      if ((await machine.ended) !== REBOOT) break;
    } while (!stopping);
    pid = undefined;
    ended = true;
  };
  const end = untilItEnds();

  return {
    pid: () => pid,
    hasEnded: () => ended,
    kill: async (init) => {
      stopping = true;
      // The end of its first process ends a machine, and nspawn clears up behind it.
      const target = init ?? pid;
      if (target !== undefined && !ended) process.kill(target, "SIGKILL");
      await Promise.race([end, wait(KILL_SECONDS * 1000, undefined, { ref: false })]);
      return ended;
    },
  };
}
