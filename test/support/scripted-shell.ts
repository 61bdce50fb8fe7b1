import { show } from "../../scripts/core/commands/command.ts";
import type { CommandResult, Shell } from "../../scripts/ports.ts";

export type Answer = Partial<CommandResult>;

/** Answers only the commands it was told about, found by a part of their line, and says which one it was not. A list is used up in order, its last answer for good. */
export function scriptedShell(script: Readonly<Record<string, Answer | readonly Answer[]>>) {
  const ran: string[] = [];
  const inputs: string[] = [];
  const used = new Map<string, number>();
  const shell: Shell = {
    run: async (command, onLine) => {
      const line = show({ ...command, env: {} });
      ran.push(line);
      if (command.input !== undefined) inputs.push(String(command.input));
      const entry = Object.entries(script).find(([part]) => line.includes(part));
      if (entry === undefined) throw new Error(`unscripted command: ${line}`);
      const [part, answers] = entry;
      const list: readonly Answer[] = Array.isArray(answers) ? answers : [answers];
      const nth = used.get(part) ?? 0;
      used.set(part, nth + 1);
      const result = { exitCode: 0, stdout: "", stderr: "", ...(list[nth] ?? list.at(-1)) };
      result.stdout.split("\n").forEach((text) => onLine?.(text));
      return result;
    },
  };
  return { shell, ran, inputs };
}
