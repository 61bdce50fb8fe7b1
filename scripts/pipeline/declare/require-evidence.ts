import { lacking, type Evaluation, type Overridable } from "../../core/declaration/evaluate.ts";
import { recordOf } from "../../core/declaration/recorded.ts";
import { FailoverError } from "../../core/errors.ts";
import type { Json } from "../../core/journal.ts";

export type Signed = { readonly overrides: readonly Overridable[]; readonly judged: string | undefined };

/** What the journal shall keep of the evidence; refuses where it carries no declaration and nobody set that aside by name. */
export function requireEvidence(evaluation: Evaluation, { overrides, judged }: Signed): Json {
  const missing = lacking(evaluation);
  const open = missing.filter((rule) => !overrides.includes(rule));
  if (open.length > 0) {
    const says = evaluation.rules.filter(({ rule }) => open.includes(rule === "gate" ? "gate" : "disaster")).map(({ rule, says: word, because }) => `${rule}: ${word}: ${because}`);
    throw new FailoverError("NO_DISASTER", { lacking: open, says });
  }
  if (evaluation.asks.length > 0 && (judged ?? "").trim() === "") throw new FailoverError("JUDGEMENT_NEEDED", { asks: evaluation.asks });
  return recordOf(evaluation, { overrides: overrides.filter((rule) => missing.includes(rule)), judged });
}
