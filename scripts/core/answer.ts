import { z } from "zod";
import { attemptsOf, stateOf, type RunState } from "./replay.ts";

/** A person's yes to a step, left for whoever carries the run out. `attempts`: how often the step had been begun when they looked. */
export const answerSchema = z.strictObject({ id: z.string().regex(/^[\w-]+$/), step: z.string(), attempts: z.int().nonnegative(), who: z.string(), because: z.string() });
export type Answer = z.infer<typeof answerSchema>;

/** Those that the journal does not hold yet, oldest first: their ids begin with their time. One that was meant for an earlier attempt answers nothing now. */
export const newAnswers = (state: RunState, answers: readonly Answer[]): readonly Answer[] =>
  answers.filter(({ id, step, attempts }) => !state.answered.has(id) && attempts === attemptsOf(stateOf(state, step))).toSorted((a, b) => (a.id < b.id ? -1 : 1));
