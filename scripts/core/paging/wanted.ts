import type { Evaluation } from "../declaration/evaluate.ts";
import type { PageWanted } from "./ladder.ts";

/** What people must be woken for: a disaster by the rules, a watch that sees nothing for long, the gate open, and anything only a person can judge. */
export function pagesWanted({ rules, disaster, gate, blind, asks }: Evaluation): readonly PageWanted[] {
  const met = rules.filter(({ says }) => says === "met");
  const because = (names: readonly string[]) => met.filter(({ rule }) => names.includes(rule)).map(({ because }) => because).join("; ");
  return [
    ...(disaster === "met" ? [{ about: "disaster", says: `by the rules this is a disaster: ${because(["locations", "reports"])}. Next: failover declare` }] : []),
    ...(blind && disaster !== "met" ? [{ about: "blind", says: "the watch cannot see: too few places can tell how the service is. Next: look yourself; failover watch --status" }] : []),
    ...(gate === "met" ? [{ about: "gate", says: `the gate before a rebuild is open: ${because(["gate"])}. Next: failover declare` }] : []),
    ...(disaster === "met" && asks.length > 0 ? [{ about: "judgement", says: `a person must judge: ${asks.join("; ")}` }] : []),
  ];
}

/** Whether what a page is about is known to be no longer so. */
export function isOver(about: string, { disaster, gate, blind, asks }: Pick<Evaluation, "disaster" | "gate" | "blind" | "asks">): boolean {
  if (about === "blind") return !blind;
  if (about === "gate") return gate === "not met";
  return disaster === "not met" || (about === "judgement" && disaster === "met" && asks.length === 0);
}
