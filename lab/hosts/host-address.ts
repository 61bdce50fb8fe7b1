import type { NetworkName } from "../daemon/lab.ts";

/** Addresses for hosts that do not ask for a certain one; apart from those that have a fixed place. */
const pools = {
  aws: { start: "10.10.1", first: 10 },
  gcp: { start: "10.20.1", first: 10 },
  inet: { start: "198.51.100", first: 110 },
} as const satisfies Record<NetworkName, { start: string; first: number }>;

const LAST = 250;

/** The next free address for a new host. A name that had one before gets the same again. */
export function hostAddress(name: string, network: NetworkName, given: ReadonlyMap<string, string>): string | undefined {
  const { start, first } = pools[network];
  const own = given.get(name);
  if (own?.startsWith(`${start}.`) === true) return own;
  const taken = new Set(given.values());
  const all = Array.from({ length: LAST - first + 1 }, (_, index) => `${start}.${first + index}`);
  return all.find((candidate) => !taken.has(candidate));
}
