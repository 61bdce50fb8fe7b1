import { readAwsEvents, readHealthEvents, readPingdomChecks, readPingdomResults, readStatuspage } from "../../core/triage/feeds.ts";
import { checksPath } from "../../core/triage/own-checks.ts";
import { ASK_SECONDS, LIMIT_SECONDS, stateOfFailure, textOf, type Eyes, type Probe, type Seen } from "./probe.ts";

const unknown = (probe: Seen["probe"], target: string, value: string): readonly Seen[] => [{ probe, target, state: "unknown", value }];

/** AWS's public page. */
export const awsStatus: Probe = {
  id: "aws-status",
  where: ["here"],
  limitSeconds: LIMIT_SECONDS,
  look: async ({ site, lookout }) => {
    if (site.aws === undefined) return [];
    const answer = await lookout.web(site.feeds.aws, { timeoutSeconds: ASK_SECONDS });
    if ("failed" in answer || answer.status !== 200) return unknown("aws-status", site.aws.region, "failed" in answer ? answer.failed : `status ${answer.status}`);
    return [{ probe: "aws-status", ...readAwsEvents(answer.body, site.aws.region) }];
  },
};

/** AWS's Health API, which answers those who pay for a support plan: https://docs.aws.amazon.com/health/latest/APIReference/Welcome.html */
export const awsHealth: Probe = {
  id: "aws-health",
  where: ["here"],
  limitSeconds: LIMIT_SECONDS,
  look: async ({ site, lookout }) => {
    if (site.aws === undefined) return [];
    const { region, endpoints } = site.aws;
    const answer = await lookout.aws({
      service: "health",
      region: "us-east-1",
      url: `${endpoints.health}/`,
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSHealth_20160804.DescribeEvents" },
      body: JSON.stringify({ filter: { regions: [region, "global"], eventStatusCodes: ["open"], eventTypeCategories: ["issue"] } }),
      timeoutSeconds: ASK_SECONDS,
    });
    if ("noCredentials" in answer) return unknown("aws-health", region, answer.noCredentials);
    if ("failed" in answer) return unknown("aws-health", region, answer.failed);
    const said = textOf(answer.body);
    if (answer.status !== 200) return unknown("aws-health", region, said.includes("SubscriptionRequired") ? "it needs a support plan that this account does not have" : `status ${answer.status}`);
    return [{ probe: "aws-health", ...readHealthEvents(said, region) }];
  },
};

/** Cloudflare's page. */
export const cloudflareStatus: Probe = {
  id: "cloudflare-status",
  where: ["here"],
  limitSeconds: LIMIT_SECONDS,
  look: async ({ site, lookout }) => {
    const answer = await lookout.web(site.feeds.cloudflare, { timeoutSeconds: ASK_SECONDS });
    if ("failed" in answer || answer.status !== 200) return unknown("cloudflare-status", "page", "failed" in answer ? answer.failed : `status ${answer.status}`);
    return readStatuspage(textOf(answer.body)).map((said) => ({ probe: "cloudflare-status", ...said }));
  },
};

/** Whether names could be moved now: any answer in the API's own form will do, a refusal among them. */
export const cloudflareApi: Probe = {
  id: "cloudflare-api",
  where: ["here"],
  limitSeconds: LIMIT_SECONDS,
  look: async ({ site, lookout, cloudflareToken }) => {
    const answer = await lookout.web(`${site.cloudflareApi}/user/tokens/verify`, { timeoutSeconds: ASK_SECONDS, bearer: cloudflareToken });
    const seen = { probe: "cloudflare-api", target: "API" } as const;
    if ("failed" in answer) return [{ ...seen, state: stateOfFailure(answer.failed), value: answer.failed }];
    if (answer.status >= 500) return [{ ...seen, state: "down", value: `status ${answer.status}` }];
    const isOwn = /"success"\s*:/.test(textOf(answer.body));
    return [{ ...seen, state: isOwn ? "up" : "degraded", value: isOwn ? (answer.status === 200 ? "it answers, and takes the token" : `it answers: ${answer.status}`) : `status ${answer.status}, not in its own words` }];
  },
};

/** What Pingdom's locations saw last. */
export const pingdom: Probe = {
  id: "pingdom",
  where: ["here"],
  limitSeconds: 10,
  look: async (eyes) => {
    const { site, pingdomToken } = eyes;
    if (site.pingdom === undefined) return [];
    if (pingdomToken === undefined) return unknown("pingdom", "checks", "its token is not set here");
    const own = { names: site.names.map(({ name }) => name), ...site.pingdomChecks };
    const [listed, locations] = await Promise.all([asked(eyes, checksPath(own)), asked(eyes, "/probes?onlyactive=true")]);
    if ("unknown" in listed) return unknown("pingdom", "checks", listed.unknown);
    const checks = readPingdomChecks(listed.said, own);
    if (checks.length === 0) return unknown("pingdom", "checks", "no check of ours");
    const each = checks.map(async ({ id, name }): Promise<readonly Seen[]> => {
      const results = await asked(eyes, `/results/${id}?limit=50`);
      if ("unknown" in results) return unknown("pingdom", name, results.unknown);
      return readPingdomResults(results.said, "said" in locations ? locations.said : undefined).map((one) => ({ ...one, probe: "pingdom", target: name }));
    });
    return (await Promise.all(each)).flat();
  },
};

async function asked({ site, lookout, pingdomToken }: Eyes, path: string): Promise<{ readonly said: string } | { readonly unknown: string }> {
  const answer = await lookout.web(`${site.pingdom ?? ""}${path}`, { timeoutSeconds: ASK_SECONDS, bearer: pingdomToken });
  if ("failed" in answer) return { unknown: answer.failed };
  return answer.status === 200 ? { said: textOf(answer.body) } : { unknown: `status ${answer.status}` };
}
