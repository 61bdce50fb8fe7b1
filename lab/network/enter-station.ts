import type { Place } from "../place.ts";
import { addresses, namespaceFile, namespaces } from "./plan.ts";

/** What everything in the lab that is not a host has in place of the machine's own files in /etc. Some machines ask a local service for names first. */
export const stationFiles = {
  "resolv.conf": `nameserver ${addresses.resolver}\noptions timeout:1 attempts:2\n`,
  "nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nnetworks: files\nprotocols: files\nservices: files\nethers: files\n",
} as const;

const ENTER = 'set -e; for file in resolv.conf nsswitch.conf; do mount --bind "$1/$file" "/etc/$file"; done; shift; exec "$@"';

/** The command line that runs `argv` in the network of one station, with the lab's resolver. It becomes that command: the pid stays the same. */
export const enterStation = (place: Place, station: "storage" | "secondStore" | "awsApi" | "feeds", argv: readonly string[]): readonly string[] => [
  ...["nsenter", `--net=${namespaceFile(namespaces(place.id)[station].namespace)}`],
  ...["unshare", "--mount", "--propagation", "slave", "sh", "-c", ENTER, "sh", place.etc],
  ...argv,
];
