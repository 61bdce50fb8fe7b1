import { join } from "node:path";
import type { HostSpec } from "../daemon/lab.ts";
import { networks } from "../network/plan.ts";
import { mark, type Place } from "../place.ts";

/** Where the parts of one host lie. */
export type HostPaths = { readonly directory: string; readonly root: string; readonly upper: string; readonly work: string; readonly log: string };

/** The paths of the host with this name. */
export function hostPaths(place: Place, name: string): HostPaths {
  const directory = join(place.hosts, name);
  return {
    directory,
    root: join(directory, "root"),
    upper: join(directory, "upper"),
    work: join(directory, "work"),
    log: join(place.logs, `host-${name}.log`),
  };
}

/** What a host is called outside itself, so that `down` finds it and two labs never meet. */
export const machineName = (place: Pick<Place, "id">, name: string): string => `${mark(place)}${name}`;

/** Puts a writable layer over the image. */
export const mountArguments = (image: string, { root, upper, work }: HostPaths): readonly string[] => [
  ...["-t", "overlay", "overlay"],
  ...["-o", `lowerdir=${image},upperdir=${upper},workdir=${work}`],
  root,
];

/** Boots the host's disk as a machine of its own. */
export const bootArguments = (place: Place, { name, network, binds = [] }: HostSpec): readonly string[] => [
  // Nobody else opens this disk, and the lock would leave a file outside the lab.
  ...["env", "SYSTEMD_NSPAWN_LOCK=0", "systemd-nspawn"],
  ...["--quiet", "--settings=no", "--keep-unit", "--register=no", "--boot"],
  ...["--directory", hostPaths(place, name).root],
  ...["--machine", machineName(place, name), `--hostname=${name}`],
  `--network-bridge=${networks[network].bridge}`,
  ...binds.map(({ from, to }) => `--bind=${from}:${to}`),
  ...["--resolv-conf=off", "--timezone=off", "--link-journal=no"],
];

/** nspawn ends with this when the machine inside asked for a reboot. */
export const REBOOT = 133;
