import { z } from "zod";
import { modeLines } from "../graceful/recorded.ts";
import type { Json } from "../journal.ts";
import type { RunState } from "../replay.ts";
import type { Evaluation, Overridable } from "./evaluate.ts";

const recorded = z.object({
  digest: z.string(),
  at: z.string(),
  entries: z.number(),
  rules: z.array(z.object({ rule: z.string(), says: z.string(), because: z.string(), since: z.string().nullable() })),
  majority: z.string(),
  overrides: z.array(z.string()),
  asked: z.array(z.string()),
  judged: z.string().nullable(),
});

type Judged = { readonly overrides: readonly Overridable[]; readonly judged: string | undefined };

/** What the journal keeps of the evidence a declaration rests on; its digest stands for every entry. */
export const recordOf = ({ digest, at, entries, rules, scope, asks }: Evaluation, { overrides, judged }: Judged): Json => ({
  digest,
  at,
  entries,
  rules: rules.map(({ rule, says, because, since }) => ({ rule, says, because, since })),
  majority: scope.majority,
  overrides: [...overrides],
  asked: [...asks],
  judged: judged ?? null,
});

const marked = z.object({ drill: z.literal(true) });

/** Whether a declaration says of itself that it is a rehearsal. */
export const isDrill = (declaration: Json | undefined): boolean => marked.safeParse(declaration).success;

const made = z.object({ kit: z.string() });

/** The version of the kit that a run was declared with; null where its declaration does not say. */
export const openedBy = (declaration: Json | undefined): string | null => made.safeParse(declaration).data?.kit ?? null;

/** What a report says of a declaration's evidence: above all which rule a person set aside, or judged open. */
export function recordedLines(what: Json): readonly string[] {
  const evidence = typeof what === "object" && what !== null && "evidence" in what ? what.evidence : undefined;
  const { data } = recorded.safeParse(evidence);
  const mode = modeLines(what);
  const drill = isDrill(what) ? ["a drill: no evidence was asked for, and only the drill's own team was told"] : [];
  if (data === undefined) return [...drill, ...mode];
  return [
    ...drill,
    ...mode,
    ...data.overrides.map((rule) => `declared against the rule '${rule}', which a person set aside: ${data.rules.filter((one) => (rule === "gate") === (one.rule === "gate")).map((one) => `${one.rule} was ${one.says}`).join(", ")}`),
    ...(data.judged === null ? [] : [`a person judged what the evidence left open (${data.asked.join("; ")}): ${data.judged}`]),
    `evidence ${data.digest}: ${data.rules.map(({ rule, says }) => `${rule} ${says}`).join(", ")}; majority ${data.majority}`,
  ];
}

/** Whether a declaration waits for a second person, and who the first was. */
export function awaitsSecond(state: RunState): string | undefined {
  const declared = state.decisions.get("declare");
  const isAsked = typeof declared?.what === "object" && declared.what !== null && "secondPerson" in declared.what && declared.what.secondPerson === true;
  return isAsked && !state.decisions.has("second-person") ? declared.who : undefined;
}
