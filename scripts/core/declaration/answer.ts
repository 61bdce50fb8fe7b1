/** The plan's rules: two ways to a disaster, and the gate before a rebuild. */
export const ruleNames = ["locations", "reports", "gate"] as const;
export type RuleName = (typeof ruleNames)[number];

/** A stretch of unknown time within what a rule counts. */
export type Gap = { readonly from: string; readonly to: string; readonly seconds: number };

/** What the evidence says of one rule. "cannot tell" is not "not met". */
export type RuleAnswer = {
  readonly rule: RuleName;
  readonly says: "met" | "not met" | "cannot tell";
  /** In a sentence, with its figures. */
  readonly because: string;
  /** Since when what the rule counts has been going on; null when it is not. */
  readonly since: string | null;
  readonly alreadySeconds: number;
  /** How long it still takes, if all stays as it is; null when nothing is under way that could fulfil it by waiting. */
  readonly stillSeconds: number | null;
  readonly gaps: readonly Gap[];
  /** What only a person can judge before anybody acts on it. */
  readonly asks: readonly string[];
  /** The ids of the entries it rests on. */
  readonly evidence: readonly string[];
};

/** The numbers of the written plan. */
export type Rules = {
  readonly locations: { readonly atLeast: number; readonly minutes: number };
  readonly reports: { readonly customers: number; readonly withinMinutes: number; readonly forgottenAfterHours: number };
  readonly gate: { readonly hours: number };
  readonly gapMinutes: number;
  readonly scope: { readonly share: number; readonly customers?: number | undefined };
};

export const iso = (at: number): string => new Date(at).toISOString();
