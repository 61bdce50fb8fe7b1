import { join, resolve } from "node:path";
import type { SshTarget } from "../core/commands/ssh.ts";
import type { Context } from "./step.ts";

/** One of the company's machines, as this run reaches it. */
export const sshTarget = ({ settings, projectDirectory, runDirectory }: Pick<Context, "settings" | "projectDirectory" | "runDirectory">, address: string): SshTarget => ({
  address,
  user: settings.ssh.user,
  identityFile: resolve(projectDirectory, settings.ssh.identityFile),
  knownHosts: join(runDirectory, "known_hosts"),
});
