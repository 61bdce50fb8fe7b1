import { isIPv4 } from "node:net";
import { expect, test } from "vitest";
import { addresses, namespaces, networks } from "../../../lab/network/plan.ts";
import { linkBatches, namespaceNames } from "../../../lab/network/link-commands.ts";

const number = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const base = (address: string, prefix: number): number => Math.floor(number(address) / 2 ** (32 - prefix));
const isIn = (address: string, { gateway, prefix }: { gateway: string; prefix: number }): boolean => base(address, prefix) === base(gateway, prefix);

test("no network overlaps another", () => {
  for (const one of Object.values(networks)) {
    expect(Object.values(networks).filter((other) => isIn(one.gateway, other))).toEqual([one]);
  }
});

test.each(Object.entries(addresses))("%s stands in exactly one network, and not on its gateway", (_, address) => {
  expect(isIPv4(address)).toBe(true);
  expect(Object.values(networks).filter((network) => isIn(address, network))).toHaveLength(1);
  expect(Object.values(networks).map(({ gateway }) => gateway)).not.toContain(address);
});

test("no two things stand at the same address", () => {
  expect(new Set(Object.values(addresses)).size).toBe(Object.values(addresses).length);
});

test("every station's address is one of its network", () => {
  const { router: _, ...stations } = namespaces("abc123");
  for (const { network, address } of Object.values(stations)) expect(isIn(address, networks[network])).toBe(true);
});

test("everything outside the lab's directory carries its id", () => {
  expect(namespaceNames("abc123")).toEqual(["fkabc123-net", "fkabc123-op", "fkabc123-op2", "fkabc123-gcs", "fkabc123-s3", "fkabc123-moto", "fkabc123-feeds"]);
});

test("the router has no route out: only stations get a default route, and it leads to the router", () => {
  const gateways: readonly string[] = Object.values(networks).map(({ gateway }) => gateway);
  for (const { namespace, lines } of linkBatches("abc123")) {
    const routes = lines.filter((line) => line.startsWith("route "));
    expect(routes).toHaveLength(namespace === "fkabc123-net" ? 0 : 1);
    for (const route of routes) expect(gateways).toContain(route.replace("route add default via ", ""));
  }
});

test("every link is a bridge, or has its other end in a namespace of the same lab", () => {
  const made = linkBatches("abc123").flatMap(({ lines }) => lines.filter((line) => line.startsWith("link add")));
  for (const line of made) expect(line).toMatch(/ type bridge$| type veth peer name eth0 netns fkabc123-/);
});

test("interface names fit the kernel's fifteen characters", () => {
  const names = linkBatches("abc123").flatMap(({ lines }) => lines.flatMap((line) => /^link add (\S+)/.exec(line)?.[1] ?? []));
  expect(names.length).toBeGreaterThan(Object.keys(networks).length);
  for (const name of names) expect(name.length).toBeLessThanOrEqual(15);
});
