import { ASK_SECONDS, LIMIT_SECONDS, type Eyes, type Probe, type Seen } from "./probe.ts";

/** Our names at the resolvers that customers ask. */
export const ownDns: Probe = {
  id: "own-dns",
  where: ["here", "outside"],
  limitSeconds: LIMIT_SECONDS,
  look: (eyes) => Promise.all(eyes.site.resolvers.map((server) => asked(eyes, "own-dns", server, [server]))),
};

/** Our names straight at the servers that have the say over them: cached answers hide that these are gone. */
export const ownAuthoritative: Probe = {
  id: "own-authoritative",
  where: ["here", "outside"],
  limitSeconds: 10,
  look: async (eyes) => {
    const { site, lookout } = eyes;
    const named = site.authoritative.length > 0 ? site.authoritative : await lookout.nameServers(site.names[0]?.name ?? "", { timeoutSeconds: 2 });
    if (named.length === 0) return [{ probe: "own-authoritative", target: "our zone", state: "unknown", value: "nobody tells which servers have our zone" }];
    return Promise.all(
      named.map(async (server): Promise<Seen> => {
        const at = /[a-z]$/i.test(server) ? await lookout.addresses(server, { timeoutSeconds: 3 }) : { addresses: [server] };
        if (!("addresses" in at)) return { probe: "own-authoritative", target: server, state: "unknown", value: "its own name was not found" };
        return asked(eyes, "own-authoritative", server, at.addresses.slice(0, 1));
      }),
    );
  },
};

async function asked({ site, lookout }: Eyes, probe: "own-dns" | "own-authoritative", target: string, servers: readonly string[]): Promise<Seen> {
  const answers = await Promise.all(site.names.map(async ({ name }) => ({ name, answer: await lookout.addresses(name, { servers, timeoutSeconds: ASK_SECONDS }) })));
  const lost = answers.find(({ answer }) => !("addresses" in answer));
  if (lost === undefined) return { probe, target, state: "up", value: answers.map(({ name, answer }) => `${name} ${"addresses" in answer ? answer.addresses.join(", ") : ""}`).join("; ").slice(0, 160) };
  return { probe, target, state: answers.every(({ answer }) => !("addresses" in answer)) ? "down" : "degraded", value: `${lost.name}: ${"none" in lost.answer ? lost.answer.none : "failed" in lost.answer ? lost.answer.failed : ""}` };
}
