import { isPrivate } from "../../core/triage/site.ts";
import { stateOfFailure, textOf, type Eyes, type Probe, type Seen } from "./probe.ts";

const KNOCK_SECONDS = 3;
const LIMIT_SECONDS = 6;
/** PostgreSQL's SSLRequest; any server answers it with one letter before anybody logs in: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const SSL_REQUEST = "\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u002f";
const REDIS_PING = "*1\r\n$4\r\nPING\r\n";

/** Whether the hosts answer that serve. */
export const hosts: Probe = {
  id: "ec2-data",
  where: ["here", "outside", "inside"],
  limitSeconds: LIMIT_SECONDS,
  look: ({ site, lookout }) =>
    Promise.all(
      site.hosts.map(async ({ name, address, port }): Promise<Seen> => {
        const answer = await lookout.knock(address, port, { timeoutSeconds: KNOCK_SECONDS });
        return "failed" in answer ? { probe: "ec2-data", target: name, state: stateOfFailure(answer.failed), value: answer.failed } : { probe: "ec2-data", target: name, state: "up", value: `port ${port} answers` };
      }),
    ),
};

/** Whether the stores answer, from beside them: from elsewhere a wall stands before them. */
export const stores: Probe = {
  id: "stores",
  covers: ["rds-data", "cache-data", "search-data"],
  where: ["inside"],
  limitSeconds: LIMIT_SECONDS,
  look: async (eyes) => (await Promise.all([database(eyes), cache(eyes), search(eyes)])).flat(),
};

async function database({ site, lookout }: Eyes): Promise<readonly Seen[]> {
  const answer = await lookout.knock(site.database.host, site.database.port, { say: SSL_REQUEST, timeoutSeconds: KNOCK_SECONDS });
  const seen = { probe: "rds-data", target: "database" } as const;
  if ("failed" in answer) return [{ ...seen, state: stateOfFailure(answer.failed), value: answer.failed }];
  return [/^[SN]/.test(answer.answer) ? { ...seen, state: "up", value: "it answers as PostgreSQL does" } : { ...seen, state: "degraded", value: "it answers, and not as PostgreSQL does" }];
}

async function cache({ site, lookout }: Eyes): Promise<readonly Seen[]> {
  if (site.cache === undefined) return [];
  const { host, port, tls } = site.cache;
  const seen = { probe: "cache-data", target: "cache" } as const;
  if (tls) {
    const shown = await lookout.certificate(host, port, { name: host, timeoutSeconds: KNOCK_SECONDS });
    return ["failed" in shown ? { ...seen, state: stateOfFailure(shown.failed), value: shown.failed } : { ...seen, state: "up", value: "it answers with a certificate" }];
  }
  const answer = await lookout.knock(host, port, { say: REDIS_PING, timeoutSeconds: KNOCK_SECONDS });
  if ("failed" in answer) return [{ ...seen, state: stateOfFailure(answer.failed), value: answer.failed }];
  const said = answer.answer.split("\r\n")[0] ?? "";
  return [/^\+PONG|^-(NOAUTH|NOPERM)/.test(said) ? { ...seen, state: "up", value: "it answers" } : { ...seen, state: "degraded", value: said.slice(0, 80) }];
}

async function search({ site, lookout }: Eyes): Promise<readonly Seen[]> {
  if (site.search === undefined) return [];
  const answer = await lookout.web(`${site.search}/_cluster/health`, { timeoutSeconds: KNOCK_SECONDS });
  const seen = { probe: "search-data", target: "search" } as const;
  if ("failed" in answer) return [{ ...seen, state: stateOfFailure(answer.failed), value: answer.failed }];
  // One that wants to know who asks is well enough to ask.
  if (answer.status === 401 || answer.status === 403) return [{ ...seen, state: "up", value: "it answers, and wants a login" }];
  const status = /"status"\s*:\s*"(\w+)"/.exec(textOf(answer.body))?.[1];
  return [{ ...seen, state: answer.status >= 500 || status === "red" ? "degraded" : status === undefined ? "unknown" : "up", value: status === undefined ? `status ${answer.status}` : `the cluster is ${status}` }];
}

/** From inside to hosts and to AWS's own endpoints. */
export const insideNetwork: Probe = {
  id: "inside",
  covers: ["inside-host", "inside-endpoint"],
  where: ["inside"],
  limitSeconds: LIMIT_SECONDS,
  look: async ({ site, lookout }) => {
    const near = [...site.hosts.filter(({ address }) => isPrivate(address)), ...site.insideHosts].map(async ({ name, address, port }): Promise<Seen> => {
      const answer = await lookout.knock(address, port, { timeoutSeconds: KNOCK_SECONDS });
      return { probe: "inside-host", target: name, state: "failed" in answer ? "down" : "up", value: "failed" in answer ? answer.failed : "answers" };
    });
    return Promise.all([...near, ...endpointsOf({ site, lookout }, "inside-endpoint")]);
  },
};

/** AWS's regional endpoints, from outside: anything they say shows that they are there. */
export const endpoints: Probe = {
  id: "aws-endpoint",
  where: ["here", "outside"],
  limitSeconds: LIMIT_SECONDS,
  look: (eyes) => Promise.all(endpointsOf(eyes, "aws-endpoint")),
};

const endpointsOf = ({ site, lookout }: Pick<Eyes, "site" | "lookout">, probe: "aws-endpoint" | "inside-endpoint"): readonly Promise<Seen>[] =>
  (["ec2", "rds", "s3"] as const).flatMap((service) => {
    const url = site.aws?.endpoints[service];
    if (url === undefined) return [];
    const { hostname, port, protocol } = new URL(url);
    const knocked = async (): Promise<Seen> => {
      const found = /[a-z]$/i.test(hostname) ? await lookout.addresses(hostname, { timeoutSeconds: KNOCK_SECONDS }) : { addresses: [hostname] };
      const seen = { probe, target: service } as const;
      if (!("addresses" in found)) return { ...seen, state: "none" in found ? "down" : "unknown", value: `its name: ${"none" in found ? found.none : found.failed}` };
      const answer = await lookout.knock(found.addresses[0] ?? "", Number(port || (protocol === "https:" ? 443 : 80)), { timeoutSeconds: KNOCK_SECONDS });
      return "failed" in answer ? { ...seen, state: stateOfFailure(answer.failed), value: answer.failed } : { ...seen, state: "up", value: "it takes connections" };
    };
    return [knocked()];
  });
