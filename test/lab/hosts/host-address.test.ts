import fc from "fast-check";
import { expect, test } from "vitest";
import type { NetworkName } from "../../../lab/daemon/lab.ts";
import { hostAddress } from "../../../lab/hosts/host-address.ts";
import { addresses } from "../../../lab/network/plan.ts";

const someHosts = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z]{1,6}$/), network: fc.constantFrom<NetworkName>("aws", "gcp", "inet") }), { selector: ({ name }) => name, maxLength: 60 });

test("every host gets an address of its own, and none that has a fixed place", () => {
  fc.assert(
    fc.property(someHosts, (hosts) => {
      const given = new Map<string, string>();
      for (const { name, network } of hosts) given.set(name, hostAddress(name, network, given) ?? "none");
      const all = [...given.values(), ...Object.values(addresses)];
      expect(new Set(all).size).toBe(all.length);
    }),
  );
});

test("a host that is made again gets the address it had", () => {
  const given = new Map([["app-1", "10.10.1.10"], ["app-2", "10.10.1.11"]]);
  expect(hostAddress("app-1", "aws", given)).toBe("10.10.1.10");
});

test("a name that moves to another network gets an address there", () => {
  expect(hostAddress("app-1", "gcp", new Map([["app-1", "10.10.1.10"]]))).toBe("10.20.1.10");
});

test("a full network has no address left", () => {
  const given = new Map(Array.from({ length: 256 }, (_, last) => [`host-${last}`, `10.10.1.${last}`]));
  expect(hostAddress("one-more", "aws", given)).toBeUndefined();
});
