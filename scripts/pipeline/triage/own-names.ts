import { readHealthBody } from "../../core/triage/health-body.ts";
import type { Failed, WebAnswer } from "../../world.ts";
import { ASK_SECONDS, LIMIT_SECONDS, stateOfFailure, textOf, type Eyes, type Probe, type Seen } from "./probe.ts";

/** Deep health through the public names, and what customers ask for there. */
export const ownHttp: Probe = {
  id: "own-http",
  where: ["here", "outside"],
  limitSeconds: LIMIT_SECONDS,
  look: async (eyes) => {
    const { site, lookout } = eyes;
    const each = site.names.map(async ({ name }) => {
      const [health, ...pages] = await Promise.all([lookout.web(`${site.protocol}://${name}${site.healthPath}`, { timeoutSeconds: ASK_SECONDS }), ...pagesAt(eyes, `${site.protocol}://${name}`, name)]);
      return [...healthSeen("own-http", name, health), ...pages.flat()];
    });
    return (await Promise.all(each)).flat();
  },
};

/** The same straight at the origin, past names and edge. */
export const ownOrigin: Probe = {
  id: "own-origin",
  where: ["here", "outside", "inside"],
  limitSeconds: LIMIT_SECONDS,
  look: async (eyes) => {
    const { site, lookout } = eyes;
    if (site.origin === undefined) return [{ probe: "own-origin", target: "origin", state: "unknown", value: "triage.origin is not set" }];
    const { origin } = site;
    const name = site.names[0]?.name ?? new URL(origin).hostname;
    const [health, ...pages] = await Promise.all([lookout.web(`${origin}${site.healthPath}`, { timeoutSeconds: ASK_SECONDS, headers: { host: name } }), ...pagesAt(eyes, origin, "origin", name)]);
    return [...healthSeen("own-origin", "origin", health), ...pages.flat()];
  },
};

function healthSeen(probe: "own-http" | "own-origin", target: string, answer: WebAnswer | Failed): readonly Seen[] {
  if ("failed" in answer) return [{ probe, target, state: stateOfFailure(answer.failed), value: answer.failed }];
  const { state, value, dependencies = [], isWhole } = readHealthBody({ status: answer.status, body: textOf(answer.body) });
  const whole: readonly Seen[] = isWhole === undefined ? [] : [{ probe: "own-dependencies", target, state: isWhole ? "up" : "degraded", value: isWhole ? "all that it needs is well" : value }];
  return [{ probe, target, state, value }, ...whole, ...dependencies.map((one): Seen => ({ probe: "own-dependency", target: one.name, state: one.ok ? "up" : "down", value: one.value }))];
}

const pagesAt = ({ site, lookout }: Eyes, base: string, where: string, host?: string): readonly Promise<readonly Seen[]>[] =>
  site.pages.map(async ({ path, expect }): Promise<readonly Seen[]> => {
    const seen = { probe: "own-page", target: `${where} ${path}` } as const;
    const answer = await lookout.web(`${base}${path}`, { timeoutSeconds: ASK_SECONDS, ...(host === undefined ? {} : { headers: { host } }) });
    if ("failed" in answer) return [{ ...seen, state: stateOfFailure(answer.failed), value: answer.failed }];
    const { status } = answer;
    if (expect.includes(status)) return [{ ...seen, state: "up", value: `${status}, as it should` }];
    const isEdges = status >= 520 && status <= 530;
    return [{ ...seen, state: isEdges ? "down" : "degraded", value: `${status} in place of ${expect.join(" or ")}` }];
  });
