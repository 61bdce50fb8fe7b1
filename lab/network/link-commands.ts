import { namespaces, networks, type Station } from "./plan.ts";

type IpCommand = readonly string[];

/** Every `ip` command that makes the router, its bridges and the namespaces around it, in order. No link leads out. */
export function linkCommands(id: string): readonly IpCommand[] {
  const { router, ...stations } = namespaces(id);
  return [
    ...newNamespace(router),
    ...Object.values(networks).flatMap(({ bridge, gateway, prefix }) => [
      ["-n", router, "link", "add", bridge, "type", "bridge"],
      ["-n", router, "addr", "add", `${gateway}/${prefix}`, "dev", bridge],
      ["-n", router, "link", "set", bridge, "up"],
    ]),
    ...Object.entries(stations).flatMap(([name, station]) => [...newNamespace(station.namespace), ...leg(router, name, station)]),
  ];
}

const newNamespace = (namespace: string): readonly IpCommand[] => [
  ["netns", "add", namespace],
  ["-n", namespace, "link", "set", "lo", "up"],
];

function leg(router: string, name: string, { namespace, network, address }: Station): readonly IpCommand[] {
  const { bridge, gateway, prefix } = networks[network];
  const port = `to-${name}`;
  return [
    ["-n", router, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", namespace],
    ["-n", router, "link", "set", port, "master", bridge, "up"],
    ["-n", namespace, "addr", "add", `${address}/${prefix}`, "dev", "eth0"],
    ["-n", namespace, "link", "set", "eth0", "up"],
    ["-n", namespace, "route", "add", "default", "via", gateway],
  ];
}
