import type { Command } from "../../core/commands/command.ts";
import { withSource } from "../../core/programs.ts";
import { green, red } from "../../core/ready/finding.ts";
import type { Check } from "./check.ts";

const ID = "tools";
/** Pulumi otherwise asks its maker, on the network, whether there is a newer one. */
const noNews = { PULUMI_SKIP_UPDATE_CHECK: "true" } as const;
const needed = [
  ["pulumi", ["version"]],
  ["ansible-playbook", ["--version"]],
  ["ssh", ["-V"]],
] as const;

/** Whether the programs that a failover runs on this machine are here: on the day nothing is downloaded. */
export const tools: Check = {
  id: ID,
  limitSeconds: 60,
  look: async ({ world }) => {
    const missing: string[] = [];
    await Promise.all(
      needed.map(async ([file, args]) => {
        const command: Command = { file, args, env: noNews, timeoutSeconds: 40 };
        const ran = await world.shell.run(command).then(({ exitCode }) => exitCode === 0, () => false);
        if (!ran) missing.push(file);
      }),
    );
    if (missing.length > 0) return [red(ID, `${missing.toSorted().join(", ")} ${missing.length === 1 ? "does" : "do"} not run on this machine`, `install ${missing.toSorted().map(withSource).join(", ")}; on the day nothing is downloaded`)];
    return [green(ID, `${needed.map(([file]) => file).join(", ")} run on this machine`)];
  },
};
