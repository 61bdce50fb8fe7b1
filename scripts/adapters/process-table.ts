import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { ProcessRow } from "../core/marked.ts";

const STATE = 0;
const PARENT = 1;
const GROUP = 2;
const START = 19;

/** Whether a process still does anything: one that ended and was not collected by its parent does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
  }
  return (await field(pid, STATE)) !== "Z";
}

/** When a process began, in the kernel's count, for process ids are used again. Empty where the system does not tell. */
export const startOf = (pid: number): Promise<string> => field(pid, START);

async function field(pid: number, index: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return fieldsOf(stat)[index] ?? "";
}

/** Those after the second one, which is the program's name and may hold spaces and brackets. */
const fieldsOf = (stat: string): readonly string[] => stat.slice(stat.lastIndexOf(")") + 2).split(" ");

/** Every living process whose environment this user may read, but for ourselves; undefined where the system does not tell. */
export function livingProcesses(): readonly ProcessRow[] | undefined {
  if (!existsSync("/proc/self/environ")) return undefined;
  const pids = readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name)).map(Number);
  return pids.filter((pid) => pid !== process.pid).flatMap((pid) => rowOf(pid) ?? []);
}

/** Signals exactly this process; one that is gone, and whose id another may have by now, gets nothing. */
export function signal({ pid, started }: ProcessRow, name: NodeJS.Signals): void {
  if (rowOf(pid)?.started !== started) return;
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between, which is what was wanted.
  }
}

const NAME_KEPT = 15;

/** What a person would call a process: the word of its command line that the kernel shortened, or the first one of a program that renamed itself, as Node 24 does. */
export function programOf(called: string, words: readonly string[]): string {
  const names = words.map((word) => word.slice(word.lastIndexOf("/") + 1)).filter((name) => name !== "");
  return names.find((name) => name.slice(0, NAME_KEPT) === called) ?? names[0] ?? called;
}

function rowOf(pid: number): ProcessRow | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = fieldsOf(stat);
    if (fields[STATE] === "Z") return undefined;
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
    const called = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return { pid, parent: Number(fields[PARENT]), group: Number(fields[GROUP]), started: fields[START] ?? "", program: programOf(called, words), environment };
  } catch {
    // It ended while we looked, or is another user's.
    return undefined;
  }
}
