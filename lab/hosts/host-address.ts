import type { NetworkName } from "../daemon/lab.ts";

const pools = { aws: "10.10.1", gcp: "10.20.1", inet: "198.51.100" } as const satisfies Record<NetworkName, string>;
const FIRST = 10;
const LAST = 250;

/** The next free address for a new host. A name that had one before gets the same again. */
export function hostAddress(name: string, network: NetworkName, given: ReadonlyMap<string, string>): string | undefined {
  const own = given.get(name);
  if (own?.startsWith(`${pools[network]}.`) === true) return own;
  const taken = new Set(given.values());
  for (let last = FIRST; last <= LAST; last++) {
    const candidate = `${pools[network]}.${last}`;
    if (!taken.has(candidate)) return candidate;
  }
  return undefined;
}
