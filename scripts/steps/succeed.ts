import { show, type Command } from "../core/commands/command.ts";
import { FailoverError } from "../core/errors.ts";
import { complaintIn, lastWordsOf } from "../core/last-words.ts";
import type { CommandResult, Meanwhile, Shell } from "../ports.ts";

/** Runs a command that must exit 0; otherwise an error with the last of what it said. */
export async function succeed(shell: Shell, command: Command, onLine?: (line: string) => void, meanwhile?: Meanwhile): Promise<CommandResult> {
  const result = await shell.run(command, onLine, meanwhile);
  if (result.exitCode === 0) return result;
  throw commandFailed(command, result);
}

/** The error for a command whose exit code is no answer. */
export function commandFailed(command: Command, result: CommandResult): FailoverError {
  const { exitCode, said } = result;
  const words = said ?? lastWordsOf(result, (text) => text);
  const tail = command.args.includes("--verbose") ? complaintIn(words) : words;
  return new FailoverError("COMMAND_FAILED", { command: show({ ...command, env: {} }), exitCode, tail });
}
