import type { Command } from "./command.ts";
import { sshRun, type SshTarget } from "./ssh.ts";

/** What the script below says of a host without an exporter. */
export const NOT_CONFIGURED = "not configured";

/** As the exporter's own service would run, and as nobody else could: its settings, its keys, its way to the database. */
const script = `set -eu
of() { systemctl show --property="$1" --value failover-export.service; }
user=$(of User); directory=$(of WorkingDirectory)
if [ -z "$user" ] || [ -z "$directory" ]; then echo "${NOT_CONFIGURED}"; exit 0; fi
exec systemd-run --pipe --wait --quiet --collect --property=User="$user" --property=WorkingDirectory="$directory" --property=EnvironmentFile="$directory/environment" \\
  --property=RuntimeMaxSec=15 --property=StateDirectory=failover-export --property=CacheDirectory=failover-export-final --property=CacheDirectoryMode=0700 \\
  --property=NoNewPrivileges=true --property=ProtectSystem=strict --property=ProtectHome=true --property=PrivateTmp=true \\
  /usr/local/bin/failover export --check --project "$directory" --spool /var/cache/failover-export-final --state /var/lib/failover-export
`;

/** Asks the exporter's host whether an export could begin now; begins none. */
export const askCanExport = (target: SshTarget, timeoutSeconds: number): Command => sshRun(target, ["sudo", "sh", "-s"], { timeoutSeconds, input: script, alone: true });
