import { Resolver } from "node:dns/promises";
import type { Observation } from "./observation.ts";

/** Asks the host's own resolver for a name's addresses. Never throws. */
export async function probe(name: string): Promise<Observation> {
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  try {
    const records = await resolver.resolve4(name, { ttl: true });
    const ttlSeconds = Math.min(...records.map((record) => record.ttl));
    return { kind: "resolved", at: new Date().toISOString(), name, addresses: records.map((record) => record.address).sort(), ttlSeconds };
  } catch (error) {
    return { kind: "unresolved", at: new Date().toISOString(), name, error: String(error) };
  }
}
