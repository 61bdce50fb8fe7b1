import { indented } from "../one-line.ts";
import { ageText } from "../ready/ages.ts";
import type { RuleAnswer } from "./answer.ts";
import type { Evaluation } from "./evaluate.ts";

const word: Readonly<Record<RuleAnswer["says"], string>> = { met: "met", "not met": "not met", "cannot tell": "cannot tell" };
const NAME_WIDTH = 11;
const LEFT = 2 + NAME_WIDTH;

/** A name and what is said of it, which hangs beside it. */
export function labelled(name: string, text: string, columns: number): readonly string[] {
  const [first = "", ...others] = indented(text, LEFT, columns);
  return [`  ${name.padEnd(NAME_WIDTH)}${first.trimStart()}`, ...others];
}

/** What the evidence says of each rule: whether it is met, since when, how long still, and what only a person can judge. */
export function evaluationLines(evaluation: Evaluation, columns: number): readonly string[] {
  return [
    ...ruleRows(evaluation),
    ["evidence", `${evaluation.entries} entries, digest ${evaluation.digest}, at ${evaluation.at.slice(0, 19)}Z by the store's clock where it answers`] as const,
    ...evaluation.asks.map((ask) => ["asks you", ask] as const),
    ...evaluation.notes.map((note) => ["note", note] as const),
  ].flatMap(([name, text]) => labelled(name, text, columns));
}

/** Each rule with its answer, and whether most customers are affected. */
export const ruleRows = ({ rules, scope }: Pick<Evaluation, "rules" | "scope">): readonly (readonly [name: string, text: string])[] => [
  ...rules.map((answer) => [answer.rule, `${word[answer.says]}: ${answer.because}${still(answer)}`] as const),
  ["scope", `majority ${scope.majority}: ${scope.because}`],
];

const still = ({ says, stillSeconds }: RuleAnswer): string => (says === "met" || stillSeconds === null ? "" : `; ${ageText(stillSeconds)} still, if all stays as it is`);
