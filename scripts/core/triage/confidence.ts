import { probeNamed } from "./probe-names.ts";
import type { Facts } from "./facts.ts";
import type { Rule } from "./rule.ts";

export type Confidence = "high" | "medium" | "low";

/** What each word means, as every reader of a verdict is told. */
export const confidenceMeans: Readonly<Record<Confidence, string>> = {
  high: "seen in at least two ways or from two places that see well, everything that could point elsewhere was looked at, and nothing contradicts",
  medium: "nothing contradicts, but it was seen in one way only, or something that could point elsewhere is unknown",
  low: "answers contradict one another, or it was seen in one way only and something that could point elsewhere is unknown, or a place that saw it reached fewer than four independent targets; and always where the verdict is 'unknown'",
};

export type Doubt = { readonly conflicts: readonly string[]; readonly unknown: readonly string[] };

/** What contradicts itself in what a rule rests on, and what it would need to know and does not. */
export function doubtsOf(rule: Rule, facts: Facts): Doubt {
  const conflicts = rule.looksAt.flatMap((probe) => {
    const targets = [...new Set(facts.of(probe).seen.map(({ target }) => target))].sort();
    return targets.flatMap((target) => {
      const { state, seen } = facts.of(probe, target);
      if (state !== "mixed") return [];
      const from = (wanted: string) => seen.filter((one) => one.state === wanted).map((one) => one.from).sort().join(", ");
      return [`${probeNamed(probe)?.title ?? probe}, ${target}: up from ${from("up")}; down from ${from("down")}`];
    });
  });
  return { conflicts: [...conflicts, ...ownWordAgainstKnock(rule, facts)], unknown: rule.rulesOut.filter((probe) => facts.of(probe).state === "unknown") };
}

/** The application cannot use a store that answers whoever knocks: then credentials, connections or a full disk are as likely. */
function ownWordAgainstKnock(rule: Rule, facts: Facts): readonly string[] {
  if (!rule.looksAt.includes("own-dependency")) return [];
  const knock = facts.ofAll(rule.looksAt.filter((probe) => probe !== "own-dependency"));
  const saysBad = rule.rests(facts).some(({ probe }) => probe === "own-dependency");
  return saysBad && knock.state === "up" ? [`the application cannot use its ${rule.verdict}, which answers whoever knocks: credentials, connections or space may be at fault`] : [];
}

/** How sure a verdict is. Only what was seen counts: status pages neither raise nor lower it. */
export function confidenceOf(rule: Rule, facts: Facts, { conflicts, unknown }: Doubt): Confidence {
  if (rule.verdict === "unknown" || conflicts.length > 0) return "low";
  const rests = rule.rests(facts).filter(({ probe }) => probeNamed(probe)?.kind !== "hint");
  const ways = new Set(rests.map(({ probe, from }) => `${probe} ${from}`)).size;
  if (!facts.outside.every(({ isSure }) => isSure)) return "low";
  const isSeenTwice = ways >= 2;
  if (isSeenTwice && unknown.length === 0) return "high";
  return isSeenTwice || unknown.length === 0 ? "medium" : "low";
}
