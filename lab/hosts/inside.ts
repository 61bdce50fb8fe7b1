import { execa } from "execa";
import { readdir, readFile } from "node:fs/promises";
import type { ExecOptions, ExecResult } from "../daemon/lab.ts";
import { inCgroups, mountedHierarchies } from "./cgroup.ts";
import { standsIn } from "./cgroup-hierarchies.ts";

const DEFAULT_SECONDS = 60;
const OUT_OF_TIME = 124;
const GRACE_SECONDS = 5;

/** The first process of the machine that this nspawn process runs, as seen from outside. */
export async function initOf(nspawn: number): Promise<number | undefined> {
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const status = await readFile(`/proc/${entry}/status`, "utf8").catch(() => "");
    if (parentOf(status) === nspawn && isInit(status)) return Number(entry);
  }
  return undefined;
}

const parentOf = (status: string): number => Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]);
const isInit = (status: string): boolean => /^NSpid:(\s+\d+)+\s+1$/m.test(status);

/** The command line that runs `argv` inside the machine of this init: its cgroups, all its namespaces, a time limit. */
export const insideArguments = (init: number, cgroups: readonly string[], argv: readonly string[], timeoutSeconds: number): readonly string[] =>
  inCgroups(cgroups, [
    ...["nsenter", `--target=${init}`, "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root", "--wd"],
    ...["timeout", "--kill-after=2", String(timeoutSeconds), ...argv],
  ]);

/** Runs a command inside the machine as its root and returns what it said, whatever its exit code. */
export async function runInside(init: number, argv: readonly string[], { stdin = "", timeoutSeconds = DEFAULT_SECONDS }: ExecOptions = {}): Promise<ExecResult> {
  const cgroups = standsIn(await mountedHierarchies(), await readFile(`/proc/${init}/cgroup`, "utf8"));
  const [file = "", ...args] = insideArguments(init, cgroups, argv, timeoutSeconds);
  const { exitCode, stdout, stderr } = await execa(file, args, {
    input: stdin,
    timeout: (timeoutSeconds + GRACE_SECONDS) * 1000,
    killSignal: "SIGKILL",
    reject: false,
    extendEnv: false,
    env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LANG: "C.UTF-8" },
  });
  return { exitCode: exitCode ?? OUT_OF_TIME, stdout, stderr };
}
