import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import { initWaits } from "./machine-command.ts";

/** A process on an operator's machine. `pid` is the lab's own number for it, by which it can be signalled from outside. */
export type MachineProcess = { readonly pid: number; readonly parent: number; readonly argv: readonly string[]; /** The program's name, also where an interpreter runs it. */ readonly tool: string; readonly stopped: boolean };

/** The processes on the machine of this init, but those that keep the machine itself going. */
export async function machineProcesses(init: number): Promise<readonly MachineProcess[]> {
  const machine = await readlink(`/proc/${init}/ns/pid`).catch(() => undefined);
  if (machine === undefined) return [];
  const seen = await Promise.all((await pids()).map((pid) => look(pid, machine)));
  return seen.flatMap((found) => (found === undefined || found.pid === init || keepsItGoing(found, init) ? [] : [found]));
}

const keepsItGoing = ({ parent, argv }: MachineProcess, init: number): boolean => parent === init && argv.join(" ") === initWaits.join(" ");

/** Everything that stands for this machine outside as well: who entered it waits for what it started there. */
export async function machinePids(init: number): Promise<readonly number[]> {
  const machine = await readlink(`/proc/${init}/ns/pid`).catch(() => undefined);
  const found = await Promise.all((await pids()).map(async (pid) => ((await readlink(`/proc/${pid}/ns/pid_for_children`).catch(() => "")) === machine ? [pid] : [])));
  return found.flat().filter((pid) => pid !== init);
}

const pids = async (): Promise<readonly number[]> => (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry)).map(Number);

/** Undefined for one that belongs elsewhere, has ended meanwhile, or has ended and waits for its parent. */
async function look(pid: number, machine: string): Promise<MachineProcess | undefined> {
  try {
    if ((await readlink(`/proc/${pid}/ns/pid`)) !== machine) return undefined;
    const [status, line] = await Promise.all([readFile(`/proc/${pid}/status`, "utf8"), readFile(`/proc/${pid}/cmdline`, "utf8")]);
    const argv = line.split("\0").slice(0, -1);
    if (argv.length === 0) return undefined;
    return { pid, parent: Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]), argv, tool: toolOf(argv), stopped: /^State:\s+T/m.test(status) };
  } catch {
    return undefined;
  }
}

const interpreter = /^(python[0-9.]*|node|sh|bash|dash|perl)$/;
const inlineProgram = /^(-[a-z]*c|-e|--eval)$/;

/** What a person would call a running program: a script by its own name, not by that of its interpreter. */
export function toolOf([file = "", ...args]: readonly string[]): string {
  const name = basename(file);
  const first = args.findIndex((arg) => !arg.startsWith("-") || inlineProgram.test(arg));
  const script = interpreter.test(name) ? args[first] : undefined;
  return script === undefined || inlineProgram.test(script) ? name : basename(script);
}

/** Of the processes with this tool's name those that none of the others has started. */
export const outermost = (all: readonly MachineProcess[], tool: string): readonly MachineProcess[] => {
  const named = all.filter((one) => one.tool === tool);
  return named.filter(({ parent }) => !named.some(({ pid }) => pid === parent));
};
