import { evidenceDigest, inOrder, ofKind, type Told } from "../evidence.ts";
import { grouped } from "../grouped.ts";
import type { RuleAnswer, Rules } from "./answer.ts";
import { gateRule } from "./gate.ts";
import { locationsRule, seenOverTime, untoldSeconds } from "./locations.ts";
import { reportsRule } from "./reports.ts";
import { scopeOf, type Scope } from "./scope.ts";

/** What a declaration lacks: the disaster itself, by either of its rules, or the time the gate wants to pass. */
export const overridable = ["disaster", "gate"] as const;
export type Overridable = (typeof overridable)[number];

/** What the stored evidence says at a moment, and nothing but it. */
export type Evaluation = {
  readonly at: string;
  readonly digest: string;
  readonly entries: number;
  readonly rules: readonly RuleAnswer[];
  readonly disaster: RuleAnswer["says"];
  readonly gate: RuleAnswer["says"];
  readonly scope: Scope;
  /** Somebody looks, and for as long as the rule of locations wants nobody could tell how the service is. */
  readonly blind: boolean;
  /** What a person must judge, where a rule is met. */
  readonly asks: readonly string[];
  /** What a reader must know of the evidence itself. */
  readonly notes: readonly string[];
};

/** The plan's rules, asked of the evidence. The order in which entries arrived, and how often, makes no difference. `isWhole`: nothing that others wrote is missing. */
export function evaluate(told: readonly Told[], rules: Rules, now: number, isWhole = true): Evaluation {
  const known = inOrder(told).filter(({ at }) => at <= now);
  const seen = seenOverTime(known, rules, now);
  const [locations, reports, gate] = [locationsRule(known, rules, now, seen), reportsRule(known, rules, now, isWhole), gateRule(known, rules, now)];
  const scope = scopeOf(known, rules, now);
  const disaster = [locations, reports].some(({ says }) => says === "met") ? "met" : [locations, reports].some(({ says }) => says === "cannot tell") ? "cannot tell" : "not met";
  const open = [locations, reports, gate].filter(({ says }) => says === "met");
  const unproven = disaster === "met" && scope.majority === "unproven" ? [`that most customers are affected is not proven: ${scope.because}`] : [];
  return {
    at: new Date(now).toISOString(),
    digest: evidenceDigest(known),
    entries: known.length,
    rules: [locations, reports, gate],
    disaster,
    gate: gate.says,
    scope,
    blind: untoldSeconds(seen, now) >= rules.locations.minutes * 60,
    asks: [...open.flatMap(({ asks }) => asks), ...unproven],
    notes: notesOn(known, told.filter(({ at }) => at > now)),
  };
}

/** Which of the two a declaration would have to override. */
export const lacking = ({ disaster, gate }: Pick<Evaluation, "disaster" | "gate">): readonly Overridable[] => [...(disaster === "met" ? [] : (["disaster"] as const)), ...(gate === "met" ? [] : (["gate"] as const))];

function notesOn(told: readonly Told[], future: readonly Told[]): readonly string[] {
  const wrong = grouped(told.filter(({ contradicts }) => contradicts !== null), ({ entry }) => entry.by);
  const jumps = ofKind(told, "clock");
  const here = told.filter(({ storedAt }) => storedAt === null).length;
  return [
    ...[...wrong].map(([by, ones]) => `the clock of ${by} contradicts the store's, by up to ${Math.max(...ones.map(({ contradicts }) => Math.abs(contradicts ?? 0)))} s: ${ones.length} of its entries count at the store's time`),
    ...jumps.map(({ entry }) => `the clock of ${entry.by} was set by ${entry.jumpSeconds} s at ${entry.at}`),
    ...(here === 0 ? [] : [`${here} entries are on this machine only; the bucket does not have them yet`]),
    ...(future.length === 0 ? [] : [`${future.length} entries lie in the future and do not count`]),
  ];
}
