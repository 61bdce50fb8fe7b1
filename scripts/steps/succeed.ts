import { show, type Command } from "../core/commands/command.ts";
import { FailoverError } from "../core/errors.ts";
import type { CommandResult, Shell } from "../ports.ts";

const TAIL = 2000;

/** Runs a command that must exit 0; otherwise an error with the last of what it said. */
export async function succeed(shell: Shell, command: Command, onLine?: (line: string) => void): Promise<CommandResult> {
  const result = await shell.run(command, onLine);
  if (result.exitCode === 0) return result;
  throw commandFailed(command, result);
}

/** The error for a command whose exit code is no answer. Ansible complains on stdout, most others on stderr: both tails are kept. */
export function commandFailed(command: Command, { exitCode, stdout, stderr }: CommandResult): FailoverError {
  const tail = [stdout.slice(-TAIL), stderr.slice(-TAIL)].filter((text) => text.trim() !== "").join("\n");
  return new FailoverError("COMMAND_FAILED", { command: show({ ...command, env: {} }), exitCode, tail });
}
