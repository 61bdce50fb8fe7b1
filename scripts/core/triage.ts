import { observationKey, type Observation } from "./observation.ts";
import { confidenceOf, doubtsOf, type Confidence } from "./triage/confidence.ts";
import { factsOf, type Facts } from "./triage/facts.ts";
import { controls, probeNamed, probeOrder, type ProbeId } from "./triage/probe-names.ts";
import type { Rule, Verdict } from "./triage/rule.ts";
import { rules } from "./triage/rules.ts";
import type { Place } from "./triage/sight.ts";

/** What an answer does to the verdict; what was set aside came from a place without sight. */
export type Weight = "for" | "against" | "beside" | "unknown" | "set aside";

export type Evidence = Observation & { readonly age: number; readonly speaks: Weight };

/** `failover triage --json`: what is broken, how sure that is, why, and what to do. */
export type Triage = {
  readonly schema: "failover-kit/triage/1";
  readonly service: string;
  readonly at: string;
  readonly verdict: Verdict;
  readonly rule: string;
  readonly confidence: Confidence;
  readonly because: string;
  /** Verdicts further down the table that hold as well. */
  readonly also: readonly Verdict[];
  readonly conflicts: readonly string[];
  readonly places: readonly Place[];
  readonly evidence: readonly Evidence[];
  /** What would make it surer. */
  readonly settle: readonly string[];
  readonly branch: string;
  readonly next: string;
};

type Known = { readonly service: string; readonly at: Date };

/** These say nothing beside another verdict. */
const lonely: readonly Verdict[] = ["unknown", "nothing-wrong"];

/** Decides by the first rule that holds, from what was seen alone; the order of the answers does not matter. */
export function triage(observations: readonly Observation[], { service, at }: Known): Triage {
  const sorted = newest(observations).toSorted(byPlaceInTable);
  const facts = factsOf(sorted);
  const holding = rules.filter((one) => one.when(facts));
  const [rule] = holding;
  if (rule === undefined) throw new Error("bug: the last rule holds always");
  const doubts = doubtsOf(rule, facts);
  const also = holding.slice(1).map(({ verdict }) => verdict).filter((verdict) => verdict !== rule.verdict && !lonely.includes(verdict) && rule.hides?.includes(verdict) !== true);
  const evidence = sorted.map((one) => ({ ...one, age: Math.max(0, (at.getTime() - Date.parse(one.at)) / 1000), speaks: weightOf(one, rule, facts) }));
  return {
    schema: "failover-kit/triage/1",
    service,
    at: at.toISOString(),
    verdict: rule.verdict,
    rule: rule.id,
    confidence: confidenceOf(rule, facts, doubts),
    because: rule.says,
    also: rule.id === "cannot-see" ? [] : [...new Set(also)],
    conflicts: doubts.conflicts,
    places: facts.places,
    evidence,
    settle: settle(rule, doubts.unknown, facts),
    branch: rule.branch(facts),
    next: rule.next(facts),
  };
}

/** Of one thing looked at twice from one place, the later answer. */
function newest(observations: readonly Observation[]): readonly Observation[] {
  const kept = new Map<string, Observation>();
  for (const one of observations) {
    const before = kept.get(observationKey(one));
    if (before === undefined || textOf(one) > textOf(before)) kept.set(observationKey(one), one);
  }
  return [...kept.values()];
}

const textOf = ({ at, state, value }: Observation): string => [at, state, value].join("\u0000");

const byPlaceInTable = (a: Observation, b: Observation): number =>
  probeOrder(a.probe) - probeOrder(b.probe) || compare(a.probe, b.probe) || compare(a.target, b.target) || compare(a.from, b.from);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function weightOf(one: Observation, rule: Rule, facts: Facts): Weight {
  if (one.state === "unknown") return "unknown";
  if (rule.rests(facts).includes(one)) return "for";
  if (!facts.counts(one)) return "set aside";
  return speaksAgainst(one, rule) ? "against" : "beside";
}

/** A page that says "all well" beside a verdict, a thing that answers where the verdict says it is gone. */
function speaksAgainst({ probe, state }: Observation, { verdict, looksAt }: Rule): boolean {
  const isWell = state === "up";
  if (verdict === "nothing-wrong") return !isWell;
  if (verdict.startsWith("aws-") && (probe === "aws-status" || probe === "aws-health")) return isWell;
  if (verdict.startsWith("cloudflare-") && probe === "cloudflare-status") return isWell;
  return isWell && verdict !== "unknown" && verdict !== "monitoring" && looksAt.some((one) => one === probe) && probe !== "own-dependency";
}

const credentials = "AWS credentials on this machine would tell whether AWS can change things";
const settling: Partial<Record<ProbeId, string>> = {
  "own-origin": "triage.origin in failover.yaml would let us ask the origin without the edge",
  "own-page": "triage.pages in failover.yaml would let us ask what a customer asks",
  "ec2-data": "triage.hosts in failover.yaml, or a place inside AWS, would tell whether the hosts answer",
  "own-authoritative": "triage.authoritative in failover.yaml would let us ask our zone's own servers when no resolver knows them",
  ...Object.fromEntries(controls.map((control) => [control, credentials])),
};

function settle(rule: Rule, unknown: readonly string[], facts: Facts): readonly string[] {
  const lacking = unknown.map((probe) => settling[probe as ProbeId] ?? `not known: ${probeNamed(probe)?.title ?? probe}`);
  const elsewhere = rule.id !== "cannot-see" && facts.outside.length < 2 ? ["a look from a second place outside AWS"] : [];
  const unknownOne = rule.id === "unknown" ? [...rule.looksAt].filter((probe) => facts.of(probe).state === "unknown").map((probe) => settling[probe] ?? `not known: ${probeNamed(probe)?.title ?? probe}`) : [];
  return [...new Set([...lacking, ...unknownOne, ...elsewhere])];
}
