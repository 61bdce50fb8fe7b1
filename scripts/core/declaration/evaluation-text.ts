import { indented } from "../one-line.ts";
import { ageText } from "../ready/ages.ts";
import type { RuleAnswer } from "./answer.ts";
import type { Evaluation } from "./evaluate.ts";

const word: Readonly<Record<RuleAnswer["says"], string>> = { met: "met", "not met": "not met", "cannot tell": "cannot tell" };
const NAME_WIDTH = 12;
const LEFT = 2 + NAME_WIDTH;

/** What the evidence says of each rule: whether it is met, since when, how long still, and what only a person can judge. */
export function evaluationLines(evaluation: Evaluation, columns: number): readonly string[] {
  const set = (name: string, text: string): readonly string[] => {
    const [first = "", ...others] = indented(text, LEFT, columns);
    return [`  ${name.padEnd(NAME_WIDTH)}${first.trimStart()}`, ...others];
  };
  return [
    ...evaluation.rules.flatMap((answer) => set(answer.rule, `${word[answer.says]}: ${answer.because}${still(answer)}`)),
    ...set("scope", `majority ${evaluation.scope.majority}: ${evaluation.scope.because}`),
    ...set("evidence", `${evaluation.entries} entries, digest ${evaluation.digest}, at ${evaluation.at.slice(0, 19)}Z by the store's clock where it answers`),
    ...evaluation.asks.flatMap((ask) => set("asks you", ask)),
    ...evaluation.notes.flatMap((note) => set("note", note)),
  ];
}

const still = ({ says, stillSeconds }: RuleAnswer): string => (says === "met" || stillSeconds === null ? "" : `; ${ageText(stillSeconds)} still, if all stays as it is`);
