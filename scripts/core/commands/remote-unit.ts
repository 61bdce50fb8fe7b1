import type { Command } from "./command.ts";
import { sshRun, type SshTarget } from "./ssh.ts";

const SECONDS = 30;

/** Work of the company's own on one of its hosts: as whom, for how long at most, and what it is told by its environment. */
export type RemoteWork = {
  readonly unit: string;
  readonly user: string;
  readonly limitSeconds: number;
  /** A line for a POSIX shell. */
  readonly command: string;
  readonly variables: Readonly<Record<string, string>>;
  /** What else systemd is told of it, as in WorkingDirectory=/srv. */
  readonly properties?: readonly string[];
};

/** Where a unit's lines and its end are kept on its host, so that whoever comes later reads both. */
const directory = (unit: string): string => `/var/lib/failover/units/${unit}`;

const begin = `set -eu
unit=$1; user=$2; limit=$3; d=$4; shift 4
if [ -e "$d/begun" ]; then exit 0; fi
mkdir -p "$d"
: >"$d/lines"
# Said before it begins: cut off in between, it counts as gone, and never runs twice.
: >"$d/begun"
systemd-run --unit="$unit" --collect --quiet --property=Type=exec --property=KillMode=control-group \\
  --property="User=$user" --property="RuntimeMaxSec=$limit" \\
  --property="StandardOutput=append:$d/lines" --property="StandardError=append:$d/lines" \\
  --property="ExecStopPost=+/bin/sh -c 'echo \\"\\$SERVICE_RESULT \\$EXIT_CODE \\$EXIT_STATUS\\" >$d/ended'" "$@" /bin/sh "$d.command" || { rm "$d/begun"; exit 1; }
`;

const writeCommand = `set -eu; umask 022; mkdir -p "$(dirname "$1")"; cat >"$1.command"`;

/** Puts the command where the unit reads it: it may be long, and hold what a shell, or systemd, would take apart. */
export const bringWork = (target: SshTarget, { unit, command }: RemoteWork): Command =>
  sshRun(target, ["sudo", "sh", "-c", writeCommand, "sh", directory(unit)], { timeoutSeconds: SECONDS, input: command });

/** Starts it as a unit that outlives whoever asked; done already if a unit of this name was ever begun. */
export const beginWork = (target: SshTarget, { unit, user, limitSeconds, variables, properties = [] }: RemoteWork): Command => {
  const environment = [...properties.map((property) => `--property=${property}`), ...Object.entries(variables).map(([name, value]) => `--setenv=${name}=${value}`)];
  return sshRun(target, ["sudo", "sh", "-s", "--", unit, user, String(limitSeconds), directory(unit), ...environment], { timeoutSeconds: SECONDS, input: begin });
};

// On a full disk the file of its end is there, and empty.
/** Prints "line <n> <text>" for each line after the first `$2`, "running" each second that brings none, then "end <result> <code> <status>", or "gone" if it ended without a word. */
const follow = `d=$1; n=$2; unit=$3
show() { from=$n; total=$(wc -l <"$d/lines" 2>/dev/null || echo 0)
  if [ "$total" -gt "$n" ]; then sed -n "$((n + 1)),$total p" "$d/lines" | while IFS= read -r text; do n=$((n + 1)); echo "line $n $text"; done; n=$total; fi; }
if [ ! -e "$d/begun" ]; then echo never; exit 0; fi
while :; do
  alive=$(systemctl is-active "$unit.service" 2>/dev/null || :)
  show
  if [ -s "$d/ended" ]; then show; echo "end $(cat "$d/ended")"; exit 0; fi
  case "$alive" in active|activating|deactivating|reloading) ;; *) sleep 1; if [ -s "$d/ended" ]; then continue; fi; echo gone; exit 0 ;; esac
  if [ "$n" = "$from" ]; then echo running; fi
  sleep 1
done
`;

/** Follows a unit from this line on to its end; whoever hears nothing has lost sight of it. */
export const followWork = (target: SshTarget, { unit }: Pick<RemoteWork, "unit">, from: number, timeoutSeconds: number): Command =>
  sshRun(target, ["sudo", "sh", "-s", "--", directory(unit), String(from), unit], { timeoutSeconds, input: follow });

/** How it stands, without waiting. */
export const askWork = (target: SshTarget, { unit }: Pick<RemoteWork, "unit">): Command =>
  sshRun(target, ["sudo", "sh", "-c", `if [ ! -e "$1/begun" ]; then echo never; elif [ -s "$1/ended" ]; then echo "end $(cat "$1/ended")"; elif systemctl is-active "$2.service" >/dev/null 2>&1; then echo running; else echo gone; fi`, "sh", directory(unit), unit], { timeoutSeconds: SECONDS });

export type WorkWord =
  | { readonly kind: "line"; readonly number: number; readonly text: string }
  | { readonly kind: "end"; readonly succeeded: boolean; readonly how: string }
  | { readonly kind: "never" | "gone" | "running" };

/** What one line of the above says; undefined for a word that is not ours. */
export function readWorkWord(line: string): WorkWord | undefined {
  const [, number, text = ""] = /^line (\d+) ?(.*)$/.exec(line) ?? [];
  if (number !== undefined) return { kind: "line", number: Number(number), text };
  const [, how] = /^end (.+)$/.exec(line) ?? [];
  if (how !== undefined) return { kind: "end", succeeded: how.startsWith("success "), how };
  return line === "never" || line === "gone" || line === "running" ? { kind: line } : undefined;
}

/** The last line that a unit of this name said. */
export const lastLineOf = (target: SshTarget, { unit }: Pick<RemoteWork, "unit">): Command => sshRun(target, ["sudo", "tail", "-n", "1", `${directory(unit)}/lines`], { timeoutSeconds: SECONDS });

/** Ends every unit whose name begins so; content with there being none. */
export const endUnits = (target: SshTarget, beginning: string): Command => sshRun(target, ["sudo", "systemctl", "stop", `${beginning}*.service`], { timeoutSeconds: 3 * SECONDS });

/** Where a service of the host's own works, and as whom; both empty for one that is not there. */
export const askService = (target: SshTarget, unit: string): Command => sshRun(target, ["systemctl", "show", "--property=User", "--property=WorkingDirectory", `${unit}.service`], { timeoutSeconds: SECONDS });
