import { execa } from "execa";

const TIMEOUT_SECONDS = 60;

/** Runs a program to its end and returns what it printed; one that fails measures nothing. */
export async function runProgram(file: string, args: readonly string[], cwd: string): Promise<string> {
  const { failed, stdout, stderr, exitCode } = await execa(file, args, { cwd, reject: false, stdin: "ignore", timeout: TIMEOUT_SECONDS * 1000 });
  if (failed) throw new Error(`'${[file, ...args].join(" ")}' could not be measured: ${exitCode === undefined ? "it did not end by itself" : `it ended with ${exitCode}`}\n${stderr}`);
  return stdout;
}
