import { z } from "zod";
import type { RunState } from "./replay.ts";

/** A person's yes to a step, left for whoever carries the run out. */
export const answerSchema = z.strictObject({ id: z.string().regex(/^[\w-]+$/), step: z.string(), who: z.string(), because: z.string() });
export type Answer = z.infer<typeof answerSchema>;

/** Those that the journal does not hold yet, oldest first: their ids begin with their time. */
export const newAnswers = (state: RunState, answers: readonly Answer[]): readonly Answer[] =>
  answers.filter(({ id }) => !state.answered.has(id)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
