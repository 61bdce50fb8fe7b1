import { execa } from "execa";
import type { Check, Verdict } from "./check.ts";

/** How a check's program is run. */
export type Program = { readonly file: string; readonly args: readonly string[]; readonly cwd?: string; readonly env?: Readonly<Record<string, string>> };

/** On two cores that have more to do, the unit tests have taken twice their eight minutes. */
const TIMEOUT_SECONDS = 1800;

/** Runs a program; it held when the program says so with exit code 0. */
export async function verdictOf({ file, args, cwd = ".", env = {} }: Program): Promise<Verdict> {
  const { failed, all, timedOut } = await execa(file, args, {
    ...{ cwd, env, all: true, reject: false, stdin: "ignore", preferLocal: true, timeout: TIMEOUT_SECONDS * 1000, forceKillAfterDelay: 5000 },
  });
  const output = timedOut ? `${all}\nstopped after ${TIMEOUT_SECONDS} s` : all;
  return failed ? { passed: 0, failed: 1, output } : { passed: 1, failed: 0, output };
}

/** A check that is one program, counted as one. */
export const programCheck = (title: string, program: Program): Check => ({ title, run: () => verdictOf(program) });
