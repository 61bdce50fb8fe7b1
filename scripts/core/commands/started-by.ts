import type { Command } from "./command.ts";
import { sshRun, type SshTarget } from "./ssh.ts";

/** From the process itself, not from a file: a file may have been written and the service never started since. */
const script = `set -eu
pid=$(systemctl show --property=MainPID --value "$1.service")
if [ "\${pid:-0}" = 0 ]; then exit; fi
tr '\\0' '\\n' <"/proc/$pid/environ" | sed -n 's/^FAILOVER_RUN=//p'
`;

/** Asks an application's host which run has started the service that is at work there; no word is no run, or no service. */
export const askStartedBy = (target: SshTarget, service: string): Command => sshRun(target, ["sudo", "sh", "-s", "--", service], { timeoutSeconds: 30, input: script });
