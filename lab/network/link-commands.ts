import { namespaces, networks, portOf, type Station } from "./plan.ts";

/** Lines for `ip -n NAMESPACE -batch -`. */
export type Batch = { readonly namespace: string; readonly lines: readonly string[] };

/** The names of all namespaces of a lab. */
export const namespaceNames = (id: string): readonly string[] => {
  const { router, ...stations } = namespaces(id);
  return [router, ...Object.values(stations).map(({ namespace }) => namespace)];
};

/** What makes the router, its bridges and the stations around it out of empty namespaces, in order. No link leads out. */
export function linkBatches(id: string): readonly Batch[] {
  const { router, ...stations } = namespaces(id);
  const bridges = Object.values(networks).flatMap(({ bridge, gateway, prefix }) => [
    `link add ${bridge} type bridge`,
    `addr add ${gateway}/${prefix} dev ${bridge}`,
    `link set ${bridge} up`,
  ]);
  const ports = Object.values(stations).flatMap(({ namespace, network }) => [
    `link add ${portOf({ namespace })} type veth peer name eth0 netns ${namespace}`,
    `link set ${portOf({ namespace })} master ${networks[network].bridge} up`,
  ]);
  return [{ namespace: router, lines: ["link set lo up", ...bridges, ...ports] }, ...Object.values(stations).map(ownLeg)];
}

const ownLeg = ({ namespace, network, address, more = [] }: Station): Batch => ({
  namespace,
  lines: ["link set lo up", ...[address, ...more].map((own) => `addr add ${own}/${networks[network].prefix} dev eth0`), "link set eth0 up", `route add default via ${networks[network].gateway}`],
});
