import type { Observation } from "../observation.ts";
import type { Facts } from "./facts.ts";
import type { ProbeId } from "./probe-names.ts";

/** What is broken, as far as the rules can tell it apart. */
export type Verdict =
  | "code"
  | "database"
  | "cache"
  | "search"
  | "storage"
  | "aws-control-plane"
  | "aws-data-plane"
  | "cloudflare-edge"
  | "cloudflare-api"
  | "dns"
  | "backbone"
  | "monitoring"
  | "nothing-wrong"
  | "unknown";

/** One row of the table: the first whose `when` holds is the verdict. */
export type Rule = {
  readonly id: string;
  readonly verdict: Verdict;
  /** The rule in words, as docs/triage.md has it. */
  readonly says: string;
  readonly when: (facts: Facts) => boolean;
  /** The answers that it rests on. */
  readonly rests: (facts: Facts) => readonly Observation[];
  /** Kinds of look that could point elsewhere: as long as one is unknown, nobody is sure. */
  readonly rulesOut: readonly ProbeId[];
  /** Which of these may contradict one another in what it rests on. */
  readonly looksAt: readonly ProbeId[];
  /** Verdicts that follow from this one by themselves, and say nothing beside it. */
  readonly hides?: readonly Verdict[];
  /** The plan's branch, in words. */
  readonly branch: (facts: Facts) => string;
  /** The next thing to type, or what to wait for. */
  readonly next: (facts: Facts) => string;
};
