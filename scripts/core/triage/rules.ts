import { isBad, type Facts } from "./facts.ts";
import { controlsAreDown, edgeIsGone, isServed, namesAreGone, originIsSilent } from "./planes.ts";
import { controls } from "./probe-names.ts";
import type { Rule } from "./rule.ts";
import { storeRules, storesGone } from "./store-rules.ts";

const WATCH = "failover triage --watch";
const MANY_STORES = 3;

/** Down answers of these kinds: what a verdict about them rests on. */
const bad = (facts: Facts, probes: Parameters<Facts["ofAll"]>[0]) => facts.ofAll(probes).seen.filter(({ state }) => state === "down" || state === "degraded");

const hostsAreSilent = (facts: Facts): boolean => facts.of("ec2-data").state === "down";
const awsIsSilent = (facts: Facts): boolean => facts.of("aws-endpoint").state === "down";

const cannotSee: Rule = {
  id: "cannot-see",
  verdict: "unknown",
  says: "no place from which we look has proven that its own network works: whatever it did not reach says nothing",
  when: ({ outside }) => outside.length === 0,
  rests: () => [],
  rulesOut: [],
  looksAt: [],
  branch: () => "look from another place: a phone's network, the warden, a colleague",
  next: () => "failover triage   (on another network)",
};

const backbone: Rule = {
  id: "backbone",
  verdict: "backbone",
  says: "independent targets of several operators cannot be reached from here while others can, and no place with a whole view finds the service unwell",
  when: (facts) => facts.places.some(({ stands, sight }) => stands === "outside" && sight === "partial") && (facts.outside.every(({ sight }) => sight === "partial") || isServed(facts)),
  // The answers of a place that sees a part count for nothing else once another sees all; here they are the point.
  rests: (facts) => [...facts.unreached, ...facts.of("own-http").seen.filter(({ state }) => state === "up")],
  rulesOut: ["own-page"],
  looksAt: [],
  branch: () => "the way to the service is broken, not the service: a failover would move it onto the same broken way. Ask the network's operators; look from elsewhere",
  next: () => WATCH,
};

const awsDataPlane: Rule = {
  id: "aws-data-plane",
  verdict: "aws-data-plane",
  says: "what runs in AWS does not serve: neither origin nor hosts answer, or AWS's endpoints are silent with them, or at least three of the stores are gone at once",
  when: (facts) => (originIsSilent(facts) && (hostsAreSilent(facts) || awsIsSilent(facts))) || (hostsAreSilent(facts) && awsIsSilent(facts)) || storesGone(facts) >= MANY_STORES,
  rests: (facts) => bad(facts, ["own-origin", "ec2-data", "aws-endpoint", "own-dependency", ...controls]),
  rulesOut: ["own-origin", "aws-endpoint"],
  hides: ["database", "storage", "cache", "search", "code", "aws-control-plane"],
  looksAt: ["own-origin", "ec2-data", "aws-endpoint"],
  branch: () => "Amazon is substantially down: evidence for the declaration runs from now on. Do the stand-by work; the rebuild on Google Cloud has its gate",
  next: () => "failover watch, then failover plan and failover declare",
};

const dns: Rule = {
  id: "dns",
  verdict: "dns",
  says: "the authoritative servers of our zone do not answer for our names, or no resolver finds them",
  when: namesAreGone,
  rests: (facts) => bad(facts, ["own-authoritative", "own-dns"]),
  rulesOut: ["own-origin"],
  looksAt: ["own-authoritative"],
  branch: () => "the names are gone, not the service: wait for the DNS provider, or let the registrar name the second provider's servers if there is one. A failover moves names, and needs them",
  next: () => `wait: the DNS provider; ${WATCH}`,
};

const cloudflareEdge: Rule = {
  id: "cloudflare-edge",
  verdict: "cloudflare-edge",
  says: "under our name the edge does not serve what it serves without any origin, or shows a certificate that nobody takes",
  when: edgeIsGone,
  rests: (facts) => bad(facts, ["own-trace", "own-tls", "own-http"]),
  rulesOut: ["own-authoritative", "own-origin"],
  looksAt: ["own-trace", "own-tls"],
  branch: (facts) =>
    facts.of("own-origin").state === "up"
      ? "the service is well behind an edge that is not: Google Cloud would stand behind the same edge. Wait for Cloudflare, or take the names off the proxy if its API answers"
      : "the edge is gone, and the origin behind it is not proven well: settle that first",
  next: () => `wait: Cloudflare; ${WATCH}`,
};

/** At the origin, where nobody else's error can be in the way; without one, behind an edge that is proven well. */
function failingPages(facts: Facts): boolean {
  const { seen } = facts.of("own-page");
  const atOrigin = seen.filter(({ target }) => target.startsWith("origin "));
  if (atOrigin.length > 0) return atOrigin.some(({ state }) => state === "degraded");
  return seen.some(({ state }) => state === "degraded") && facts.of("own-trace").state === "up";
}

const crashes = (facts: Facts): boolean => facts.of("own-origin").state === "degraded" && facts.of("own-dependencies").state === "unknown" && facts.of("ec2-data").state === "up" && facts.of("rds-data").state === "up";

const code: Rule = {
  id: "code",
  verdict: "code",
  says: "what customers ask for fails with the application's own errors while everything it needs is well; or it does not come up at all on hosts that are, beside a database that is",
  when: (facts) => (failingPages(facts) && facts.of("own-dependencies").state === "up") || crashes(facts),
  rests: (facts) => [...bad(facts, ["own-page"]), ...(crashes(facts) ? bad(facts, ["own-origin"]) : []), ...facts.of("own-dependencies").seen],
  rulesOut: ["own-dependencies", "own-origin", "own-trace"],
  looksAt: ["own-page", "own-dependencies"],
  branch: () => "a bug in the code: an emergency fix, or the version before",
  next: () => 'failover hotfix --ref <the last good version> --because "…"',
};

const awsControlPlane: Rule = {
  id: "aws-control-plane",
  verdict: "aws-control-plane",
  says: "at least half of the AWS interfaces that change things do not answer, while what runs still runs",
  when: controlsAreDown,
  rests: (facts) => bad(facts, controls),
  rulesOut: ["own-http", "own-origin", "aws-endpoint"],
  looksAt: [],
  branch: (facts) =>
    isServed(facts)
      ? "cannot change things, but serving: no disaster. Freeze deploys, replace and restart nothing, and see that the exports go on"
      : "AWS cannot change things, and the service is not proven well",
  next: () => `wait: AWS; ${WATCH}`,
};

const cloudflareApi: Rule = {
  id: "cloudflare-api",
  verdict: "cloudflare-api",
  says: "Cloudflare's API does not answer, while its edge serves",
  when: (facts) => isBad(facts.of("cloudflare-api")) && facts.of("own-trace").state !== "down",
  rests: (facts) => bad(facts, ["cloudflare-api"]),
  rulesOut: ["own-trace", "own-http"],
  looksAt: ["cloudflare-api"],
  branch: () => "customers are served; what cannot be done now is to move a name. Begin nothing that ends in a cutover",
  next: () => `wait: Cloudflare; ${WATCH}`,
};

const monitoring: Rule = {
  id: "monitoring",
  verdict: "monitoring",
  says: "Pingdom says down while the names are there, the service says under them that it is well, and what customers ask for is served",
  when: (facts) => facts.of("pingdom").seen.some(({ state }) => state === "down") && isServed(facts) && !namesAreGone(facts),
  rests: (facts) => [...bad(facts, ["pingdom"]), ...facts.ofAll(["own-http", "own-page"]).seen],
  rulesOut: ["own-page", "own-trace", "own-authoritative", "own-dependencies"],
  looksAt: ["own-http", "own-page"],
  branch: () => "the monitoring, not the service: say so to whoever was called, and mend the check. It remains possible that only Pingdom's locations cannot reach us",
  next: () => WATCH,
};

const nothingWrong: Rule = {
  id: "nothing-wrong",
  verdict: "nothing-wrong",
  says: "customers are served, and nothing that answered is unwell",
  when: (facts) => isServed(facts) && !isBad(facts.of("own-trace")) && facts.of("own-origin").state !== "down",
  rests: (facts) => facts.ofAll(["own-http", "own-page", "own-trace"]).seen,
  rulesOut: ["own-page", "own-trace", "own-authoritative", "own-dependencies", "cloudflare-api", ...controls.slice(0, 2)],
  looksAt: ["own-http", "own-page", "own-origin"],
  branch: () => "nothing to do. If customers report otherwise, write it down: they see what we do not",
  next: () => 'failover report-in --customer <name> --said "…"',
};

const unknown: Rule = {
  id: "unknown",
  verdict: "unknown",
  says: "what answered fits none of the above, or contradicts itself, or too little answered",
  when: () => true,
  rests: () => [],
  rulesOut: [],
  looksAt: ["own-http", "own-origin", "own-page", "own-trace"],
  branch: () => "settle what is named below; look again from another place",
  next: () => WATCH,
};

/** First match wins. What hides other things stands above what it hides; among the rest, what costs customers most comes first. */
export const rules: readonly Rule[] = [cannotSee, backbone, awsDataPlane, dns, cloudflareEdge, ...storeRules, code, awsControlPlane, cloudflareApi, monitoring, nothingWrong, unknown];
