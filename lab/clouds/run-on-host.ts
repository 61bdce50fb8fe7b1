import type { ExecOptions, Lab } from "../daemon/lab.ts";

const defaultTimeoutSeconds = 60;

/** Runs a command on a host of the lab as root and gives back its output; a failure tells host, command and last words. */
export async function runOnHost(lab: Lab, host: string, argv: readonly string[], options: ExecOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await lab.hosts.exec(host, argv, { timeoutSeconds: defaultTimeoutSeconds, ...options });
  if (exitCode === 0) return stdout;
  const lastWords = (stderr.trim() || stdout.trim()).split("\n").slice(-5).join("\n");
  throw new Error(`On host ${host}, "${argv.join(" ")}" ended with ${exitCode}: ${lastWords}`);
}
