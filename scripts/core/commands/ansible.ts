import { join, resolve } from "node:path";
import type { Settings } from "../settings.ts";
import type { Command } from "./command.ts";

const MINUTE = 60;

export type PlaybookPlace = {
  readonly settings: Pick<Settings, "application" | "database">;
  readonly projectDirectory: string;
  readonly runDirectory: string;
  readonly ansibleDirectory: string;
};

/** Where a run keeps the two files its playbooks are given. */
export const inventoryFile = (runDirectory: string): string => join(runDirectory, "inventory.json");
export const variablesFile = (runDirectory: string): string => join(runDirectory, "variables.json");

/** Runs one of the kit's playbooks on this run's machines. Secrets reach it in the environment only. */
export function playbook({ settings, projectDirectory, runDirectory, ansibleDirectory }: PlaybookPlace, name: string): Command {
  const { application, database } = settings;
  return {
    file: "ansible-playbook",
    args: [
      "--inventory",
      inventoryFile(runDirectory),
      "--extra-vars",
      `@${resolve(projectDirectory, application.variablesFile)}`,
      // Last wins: what the kit knows of this run stands above the company's own variables.
      "--extra-vars",
      `@${variablesFile(runDirectory)}`,
      join(ansibleDirectory, `${name}.yml`),
    ],
    env: {
      ANSIBLE_CONFIG: join(ansibleDirectory, "ansible.cfg"),
      ANSIBLE_HOME: join(runDirectory, "ansible"),
      // Relative to `cwd`, for the reason that ssh.ts gives.
      ANSIBLE_SSH_CONTROL_PATH: "ssh-%%C",
      ANSIBLE_SSH_CONTROL_PATH_DIR: join(runDirectory, "ansible"),
      ANSIBLE_NOCOLOR: "true",
      ...application.secrets,
      FAILOVER_DATABASE_PASSWORD: database.ownerPassword,
    },
    cwd: runDirectory,
    timeoutSeconds: 20 * MINUTE,
  };
}

type More = { readonly limit: readonly string[]; readonly variables: Readonly<Record<string, string | boolean>> };

/** The same on some hosts only, and with a few values more, which win over all others. */
export function playbookWith(place: PlaybookPlace, name: string, { limit, variables }: More): Command {
  const command = playbook(place, name);
  return { ...command, args: [...command.args.slice(0, -1), "--extra-vars", JSON.stringify(variables), "--limit", limit.join(","), ...command.args.slice(-1)] };
}
