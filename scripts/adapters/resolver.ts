import { Resolver as NodeResolver } from "node:dns/promises";
import type { Resolver } from "../ports.ts";

const TIMEOUT_SECONDS = 3;
const TRIES = 2;

/** Asks one resolver over the network, past this machine's own cache and hosts file. */
export const resolver: Resolver = {
  addresses: async (server, name) => {
    const asking = new NodeResolver({ timeout: TIMEOUT_SECONDS * 1000, tries: TRIES });
    asking.setServers([server]);
    const answers = await asking.resolve4(name, { ttl: true });
    return { addresses: answers.map(({ address }) => address).sort(), ttlSeconds: Math.min(...answers.map(({ ttl }) => ttl)) };
  },
};
