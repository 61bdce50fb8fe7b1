import type { Lookout } from "../../world.ts";
import { ASK_SECONDS, LIMIT_SECONDS, type Eyes, type Probe, type Seen } from "./probe.ts";

/** Our names at the resolvers that customers ask. */
export const ownDns: Probe = {
  id: "own-dns",
  where: ["here", "outside"],
  limitSeconds: LIMIT_SECONDS,
  look: (eyes) =>
    Promise.all(
      eyes.site.resolvers.map(async (server): Promise<Seen> => {
        const [seen, answers] = await Promise.all([asked(eyes, "own-dns", server, [server]), speaks(eyes, server)]);
        return believed(seen, answers, "no answer from here, for the names of others neither");
      }),
    ),
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
    const lookedOut = Promise.all(site.resolvers.map((server) => speaks(eyes, server)));
    return Promise.all(
      named.map(async (server): Promise<Seen> => {
        const at = /[a-z]$/i.test(server) ? await lookout.addresses(server, { timeoutSeconds: 3 }) : { addresses: [server] };
        if (!("addresses" in at)) return { probe: "own-authoritative", target: server, state: "unknown", value: "its own name was not found" };
        const seen = await asked(eyes, "own-authoritative", server, at.addresses.slice(0, 1));
        return believed(seen, (await lookedOut).some((answers) => answers), "no answer from here, where no resolver of the settings is reached either");
      }),
    );
  },
};

type Asked = Seen & { /** Whether any server said a word, be it that there is no such name. */ readonly isAnswered: boolean };

/** Many networks let nobody ask a server of names outside: silence says something of our names only where others' are told. */
const believed = ({ isAnswered, ...seen }: Asked, othersAreTold: boolean, otherwise: string): Seen => (seen.state === "down" && !isAnswered && !othersAreTold ? { ...seen, state: "unknown", value: otherwise } : seen);

/** Whether this resolver tells from here the names of others; yes, where the settings name none to ask for. */
async function speaks({ site, lookout }: Eyes, server: string): Promise<boolean> {
  const names = site.independent.map(({ host }) => host).filter((host) => /[a-z]$/i.test(host)).slice(0, 3);
  const answers = await Promise.all(names.map((name) => lookout.addresses(name, { servers: [server], timeoutSeconds: ASK_SECONDS })));
  return names.length === 0 || answers.some(isWord);
}

const isWord = (answer: Awaited<ReturnType<Lookout["addresses"]>>): boolean => !("failed" in answer);

async function asked({ site, lookout }: Eyes, probe: "own-dns" | "own-authoritative", target: string, servers: readonly string[]): Promise<Asked> {
  const answers = await Promise.all(site.names.map(async ({ name }) => ({ name, answer: await lookout.addresses(name, { servers, timeoutSeconds: ASK_SECONDS }) })));
  const isAnswered = answers.some(({ answer }) => isWord(answer));
  const lost = answers.find(({ answer }) => !("addresses" in answer));
  if (lost === undefined) return { probe, target, isAnswered, state: "up", value: answers.map(({ name, answer }) => `${name} ${"addresses" in answer ? answer.addresses.join(", ") : ""}`).join("; ").slice(0, 160) };
  return { probe, target, isAnswered, state: answers.every(({ answer }) => !("addresses" in answer)) ? "down" : "degraded", value: `${lost.name}: ${"none" in lost.answer ? lost.answer.none : "failed" in lost.answer ? lost.answer.failed : ""}` };
}
