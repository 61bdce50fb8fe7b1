import type { Host, Hosts, HostSpec } from "../daemon/lab.ts";
import { LabError } from "../lab-error.ts";
import type { Place } from "../place.ts";
import type { Tooling } from "../setup/tooling.ts";
import { authorizedKeysText } from "./host-files.ts";
import { hostAddress } from "./host-address.ts";
import { bootMachine, type Machine } from "./machine.ts";

/** Whole or not at all. */
const WRITE = 'set -e; mkdir -p "$(dirname "$1")"; cat >"$1.part"; chmod "$2" "$1.part"; mv -f "$1.part" "$1"';

type Berth = { readonly spec: HostSpec; readonly boot: Promise<Machine> };

/** What a host's own disk lies over: the image, and in between the layers that it asked for and that there are. */
export type Images = Pick<Tooling, "imageRoot" | "searchLayer" | "otherServersLayer">;
const imageOf = ({ imageRoot, searchLayer, otherServersLayer }: Images, { searches = false, otherServers = false }: HostSpec): string =>
  [...(searches ? [searchLayer] : []), ...(otherServers ? [otherServersLayer] : []), imageRoot].filter((layer) => layer !== undefined).join(":");

/** All hosts of one lab. The same name asked for twice, even at once, is one host. */
export function fleet(place: Place, images: Images): Hosts {
  const berths = new Map<string, Berth>();
  const up = new Map<string, Machine>();
  const addresses = new Map<string, string>();

  const assign = (spec: HostSpec): string => {
    const address = spec.address ?? hostAddress(spec.name, spec.network, addresses);
    if (address === undefined) throw new LabError(`no address left for host ${spec.name}`, `network ${spec.network} is full`, "remove hosts nobody needs");
    addresses.set(spec.name, address);
    return address;
  };
  const boot = async (spec: HostSpec): Promise<Machine> => {
    try {
      const machine = await bootMachine(place, imageOf(images, spec), { ...spec, address: assign(spec) });
      up.set(spec.name, machine);
      return machine;
    } catch (error) {
      berths.delete(spec.name);
      throw error;
    }
  };
  const machineOf = (name: string): Machine => {
    const machine = up.get(name);
    if (machine === undefined) throw new LabError(`there is no host ${name}`, `the lab has ${[...up.keys()].join(", ") || "none"}`, "see 'npm run lab -- status'");
    return machine;
  };
  const write: Hosts["write"] = async (name, path, text, mode = 0o644) => {
    const argv = ["sh", "-c", WRITE, "sh", path, mode.toString(8)];
    const { exitCode, stderr } = await machineOf(name).exec(argv, { stdin: text });
    if (exitCode !== 0) throw new LabError(`could not write ${path} on host ${name}`, stderr, "is its disk full, or the path a directory");
  };
  const authorize = async (name: string, keys: readonly string[]): Promise<void> => {
    const file = "/home/admin/.ssh/authorized_keys";
    await write(name, file, authorizedKeysText(keys), 0o600);
    await machineOf(name).exec(["chown", "admin:admin", file]);
  };

  return {
    write,
    find: (name) => up.get(name)?.host,
    list: () => [...up.values()].map(({ host }) => host),
    exec: (name, argv, options) => machineOf(name).exec(argv, options),
    ensure: async (spec): Promise<Host> => {
      const existing = berths.get(spec.name);
      if (existing === undefined) {
        const berth = { spec, boot: boot(spec) };
        berths.set(spec.name, berth);
        return (await berth.boot).host;
      }
      const { host } = await existing.boot;
      if (spec.authorizedKeys !== undefined && String(spec.authorizedKeys) !== String(existing.spec.authorizedKeys)) {
        await authorize(spec.name, spec.authorizedKeys);
        berths.set(spec.name, { ...existing, spec });
      }
      return host;
    },
    remove: async (name) => {
      const berth = berths.get(name);
      if (berth === undefined) return;
      const machine = await berth.boot;
      up.delete(name);
      await machine.remove();
      berths.delete(name);
    },
  };
}
