import { dirname } from "node:path";
import type { Secret } from "../secret.ts";
import type { Command } from "./command.ts";
import { quoted } from "./quote.ts";

/** A machine as an operator reaches it; paths are absolute. */
export type SshTarget = { readonly address: string; readonly user: string; readonly identityFile: string; readonly knownHosts: string };

/** One line that a remote POSIX shell takes apart into exactly these words. */
export function remoteLine(argv: readonly string[]): string {
  return argv.map(quoted).join(" ");
}

/** Runs one program on another machine, asking nothing, over a connection shared for a minute; or `alone`, over one of its own, so that no dead one holds it up. */
export function sshRun(target: SshTarget, argv: readonly string[], options: { readonly timeoutSeconds: number; readonly input?: string | Secret; readonly alone?: boolean }): Command {
  const settings = [
    "BatchMode=yes",
    `ConnectTimeout=${options.alone === true ? 4 : 10}`,
    "ServerAliveInterval=5",
    "ServerAliveCountMax=3",
    "IdentitiesOnly=yes",
    // The machines are an hour old at most: their keys are taken at first sight, then held to for the run.
    "StrictHostKeyChecking=accept-new",
    `UserKnownHostsFile="${target.knownHosts}"`,
    // Relative to `cwd`: a socket's path may have 107 characters, and a run's directory alone can be longer.
    ...(options.alone === true ? ["ControlPath=none"] : ["ControlMaster=auto", "ControlPersist=60", "ControlPath=ssh-%C"]),
  ];
  return {
    file: "ssh",
    args: [...settings.flatMap((setting) => ["-o", setting]), "-i", target.identityFile, "--", `${target.user}@${target.address}`, remoteLine(argv)],
    cwd: dirname(target.knownHosts),
    timeoutSeconds: options.timeoutSeconds,
    ...(options.input === undefined ? {} : { input: options.input }),
  };
}
