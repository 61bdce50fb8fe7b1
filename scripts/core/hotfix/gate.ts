import type { HotfixSettings } from "./settings.ts";

/** How many requests a service says it has answered since it started, and how many of those it failed. */
export type Counters = { readonly requests: number; readonly failed: number };

/** One look at one host, so many seconds after its release was started. `unseen`: the host itself could not be asked. */
export type Look =
  | { readonly after: number; readonly unseen: string }
  | { readonly after: number; readonly healthy: boolean; readonly says: string; readonly probes: readonly { readonly path: string; readonly failed: string | undefined }[]; readonly counters: Counters | undefined };

export type Rule = Pick<HotfixSettings, "settleSeconds" | "watchSeconds" | "maxFailedShare">;

export type Judgement = { readonly verdict: "good" | "bad" | "wait"; readonly because: string };

/** So many bad looks, one after another, are no accident. */
const IN_A_ROW = 3;
/** A share of fewer requests than this says nothing: one failure among two would be half. */
const ENOUGH = 10;

const bad = (because: string): Judgement => ({ verdict: "bad", because });

/** Whether a release may go on to further hosts, by what was seen of it; "wait" while it is too early. A host that cannot be seen is never good. */
export function judge(looks: readonly Look[], rule: Rule): Judgement {
  const last = looks.at(-1);
  if (last === undefined) return { verdict: "wait", because: "nobody has looked yet" };
  const settled = looks.findIndex((look) => "healthy" in look && look.healthy);
  if (settled < 0) return last.after < rule.settleSeconds ? { verdict: "wait", because: `not well yet: ${wordsOf(last)}` } : bad(`not well ${rule.settleSeconds} s after its start: ${wordsOf(last)}`);
  const watched = looks.slice(settled);
  const row = watched.slice(-IN_A_ROW);
  if (row.length === IN_A_ROW && row.every((look) => "unseen" in look)) return bad(`not seen ${IN_A_ROW} times, one after another: ${wordsOf(last)}`);
  if (row.length === IN_A_ROW && row.every((look) => "healthy" in look && !look.healthy)) return bad(`not well ${IN_A_ROW} times, one after another: ${wordsOf(last)}`);
  return unsteady(watched, rule, ENOUGH) ?? badProbes(watched, rule) ?? badRequests(watched, rule) ?? atItsEnd(watched, last, rule);
}

function atItsEnd(watched: readonly Look[], last: Look, rule: Rule): Judgement {
  const { watchSeconds } = rule;
  const since = (watched[0] ?? last).after;
  if (last.after - since < watchSeconds) return { verdict: "wait", because: "well so far" };
  const flapped = unsteady(watched, rule, 0);
  if (flapped !== undefined) return flapped;
  if ("unseen" in last || !last.healthy) return bad(`not well at the end: ${wordsOf(last)}`);
  const served = increase(watched);
  return { verdict: "good", because: `well for ${watchSeconds} s${served === undefined ? "" : `, ${served.failed} of ${served.requests} requests failed`}` };
}

/** One that is well and not well by turns is never ill three times running; over the whole watch it shows. */
function unsteady(watched: readonly Look[], { maxFailedShare }: Rule, enough: number): Judgement | undefined {
  const seen = watched.filter((look) => "healthy" in look);
  const ill = seen.filter(({ healthy }) => !healthy);
  const last = ill.at(-1);
  // One alone may be an accident.
  if (last === undefined || seen.length < enough || ill.length === 1 || ill.length / seen.length <= maxFailedShare) return undefined;
  return bad(`not well ${ill.length} of ${seen.length} times: ${wordsOf(last)}`);
}

function badProbes(watched: readonly Look[], { maxFailedShare }: Rule): Judgement | undefined {
  const seen = watched.flatMap((look) => ("healthy" in look ? look.probes : []));
  const failed = seen.filter((probe) => probe.failed !== undefined);
  const repeated = failed.find(({ path }) => watched.slice(-2).every((look) => "healthy" in look && look.probes.some((probe) => probe.path === path && probe.failed !== undefined)));
  if (watched.length > 1 && repeated !== undefined) return bad(`${repeated.path}: ${repeated.failed ?? ""}, twice, one after another`);
  // One alone may be an accident of the network.
  if (seen.length < ENOUGH || failed.length === 1 || failed.length / seen.length <= maxFailedShare) return undefined;
  const [first] = failed;
  return first === undefined ? undefined : bad(`${failed.length} of ${seen.length} probes failed, such as ${first.path}: ${first.failed ?? ""}`);
}

function badRequests(watched: readonly Look[], { maxFailedShare }: Rule): Judgement | undefined {
  const served = increase(watched);
  if (served === undefined || served.requests < ENOUGH || served.failed / served.requests <= maxFailedShare) return undefined;
  return bad(`${served.failed} of ${served.requests} requests failed, more than ${Math.round(maxFailedShare * 1000) / 10} %`);
}

/** What was served since it was well: the counters begin anew with each start, so the first look's are taken off. */
function increase(watched: readonly Look[]): Counters | undefined {
  const counted = watched.flatMap((look) => ("healthy" in look && look.counters !== undefined ? [look.counters] : []));
  const [first, last] = [counted[0], counted.at(-1)];
  if (first === undefined || last === undefined || last.requests < first.requests) return last;
  return { requests: last.requests - first.requests, failed: last.failed - first.failed };
}

const wordsOf = (look: Look): string => ("unseen" in look ? look.unseen : look.says);
