import { namespaceFile, namespaces } from "../network/plan.ts";
import type { Place } from "../place.ts";
import type { Desk } from "./desk.ts";

/** The files that a machine finds in place of the computer's own: path → name in the desk's directory. */
export const ownFiles: Readonly<Record<string, string>> = {
  "/etc/resolv.conf": "resolv.conf",
  "/etc/nsswitch.conf": "nsswitch.conf",
  "/etc/hosts": "hosts",
  "/etc/machine-id": "machine-id",
  "/proc/sys/kernel/random/boot_id": "boot-id",
};

/** What the machine's first process spends its days with. */
export const initWaits = ["sleep", "86400"] as const;

/** The machine's first process. It knows its number outside only until /proc is its own; it ends with everything else when it is killed. */
const INIT = `set -e
read -r pid rest </proc/self/stat
etc=$1; shift
echo "$1" >/proc/sys/kernel/hostname; shift
mount -t proc proc /proc
while [ $# -gt 0 ]; do
  if [ -e "$1" ]; then mount --bind "$etc/$2" "$1"; fi
  shift 2
done
echo "$pid" >"$etc/init.new"
mv "$etc/init.new" "$etc/init"
while :; do ${initWaits.join(" ")} & wait $!; done`;

/** Boots an operator's machine: a network, a name, files and processes of its own, so that another machine's processes do not exist there. */
export const bootCommand = (place: Place, { name, etc }: Desk): readonly string[] => [
  ...["nsenter", `--net=${namespaceFile(namespaces(place.id)[name].namespace)}`],
  ...["unshare", "--mount", "--propagation", "slave", "--uts", "--pid", "--fork"],
  ...["sh", "-c", INIT, "init", etc, name, ...Object.entries(ownFiles).flat()],
];

/** A shell that waits outside for its one command inside; unlike nsenter itself it does not stop when that command does, and so can always be woken. A signal to both is the command's to answer. */
const WAIT = 'trap : INT TERM HUP; "$@"; exit $?';

/** The command line that runs `argv` on the machine with this first process, in a directory of it. */
export const enterMachine = (init: number, directory: string, argv: readonly string[]): readonly string[] => [
  ...["nsenter", `--target=${init}`, "--mount", "--uts", "--net", "--pid", "--no-fork"],
  ...["sh", "-c", WAIT, "sh"],
  ...["env", `--chdir=${directory}`, ...argv],
];
