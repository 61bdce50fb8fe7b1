import type { Command } from "../core/commands/command.ts";
import { FailoverError } from "../core/errors.ts";
import type { Settings } from "../core/settings.ts";
import type { Step } from "./step.ts";

/** The company's own command, on the machine that carries the run out. */
function freezeCommand({ declaration }: Pick<Settings, "declaration">, directory: string): Command | undefined {
  const freeze = declaration?.freeze;
  return freeze === undefined ? undefined : { file: "/bin/sh", args: ["-c", freeze.command], cwd: directory, timeoutSeconds: freeze.limitSeconds };
}

/** Stops deployments and whatever else would change things meanwhile, by the company's own command. No outage gets longer for it: what it could not do is told, and the run goes on. */
export const freeze: Step = {
  id: "freeze",
  title: "Freeze deployments and changes",
  needs: [],
  onInterrupted: "rerun",
  preview: ({ settings, projectDirectory }) => [freezeCommand(settings, projectDirectory)].filter((command) => command !== undefined),
  check: async () => undefined,
  run: async ({ shell, operator }, { settings, projectDirectory }) => {
    const command = freezeCommand(settings, projectDirectory);
    if (command === undefined) return { frozen: false, because: "failover.yaml sets no 'declaration.freeze': tell everybody by hand" };
    const told = (because: string) => {
      operator.say(`nothing was frozen: ${because}. Tell everybody by hand`);
      return { frozen: false, because };
    };
    try {
      const { exitCode, said } = await shell.run(command, (line) => operator.progress("freeze", line));
      return exitCode === 0 ? { frozen: true } : told(`the command exited ${exitCode}${said === undefined || said.trim() === "" ? "" : `: ${said.trim()}`}`);
    } catch (error) {
      if (!(error instanceof FailoverError) || error.code === "COMMAND_STOPPED") throw error;
      return told(error.advice.what);
    }
  },
};
