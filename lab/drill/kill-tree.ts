import { readdirSync, readFileSync } from "node:fs";

type Child = { readonly pid?: number | undefined; readonly exitCode: number | null; readonly signalCode: NodeJS.Signals | null };

/**
 * Ends a child of ours and all it has started, groups of their own or not, at one moment and without a word, as a power
 * cut would. A child that has ended is left alone: its number may be somebody else's by now.
 */
export function killTree({ pid, exitCode, signalCode }: Child): readonly string[] {
  if (pid === undefined || exitCode !== null || signalCode !== null) return [];
  const stopped: number[] = [];
  const stop = (one: number): void => {
    // A stopped parent starts nothing more, so its children can be counted.
    if (!signal(one, "SIGSTOP")) return;
    stopped.push(one);
    childrenOf(one).forEach(stop);
  };
  stop(pid);
  const names = stopped.map(nameOf);
  for (const one of stopped) signal(one, "SIGKILL");
  return names;
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function childrenOf(pid: number): readonly number[] {
  const all = readdirSync("/proc").map(Number).filter((candidate) => Number.isInteger(candidate));
  return all.filter((candidate) => parentOf(candidate) === pid);
}

/** The second field of /proc/PID/stat may hold spaces and brackets; the parent is the second after it. */
const parentOf = (pid: number): number => Number(read(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ")[1]);

const nameOf = (pid: number): string => read(`/proc/${pid}/comm`).trim();

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
