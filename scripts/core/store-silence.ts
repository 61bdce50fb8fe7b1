import { wrapped } from "./wrapped.ts";

/** A store that was asked and has said nothing since: who, for how long, how long it will be waited for, and what went wrong at the last try. */
export type Silence = { readonly store: string; readonly seconds: number; readonly limitSeconds: number; readonly because?: string | undefined };

const FIRST_SECONDS = 5;
const LATER_SECONDS = 15;

/** When a silence is next worth a line, after one was said at this age of it; the longer it lasts, the more seldom. */
export const nextWord = (saidAtSeconds: number | undefined): number => (saidAtSeconds === undefined ? FIRST_SECONDS : saidAtSeconds + Math.max(LATER_SECONDS, saidAtSeconds));

/** A silence as a person reads it. */
export function silenceText({ store, seconds, limitSeconds, because }: Silence): string {
  return wrapped(`Waiting for ${store}, ${Math.floor(seconds)} s of at most ${Math.ceil(limitSeconds)} s: ${because === undefined ? "no answer so far" : `at the last try, ${because}`}.`, 2);
}

/** That a silence of which was spoken is over. */
export const answersAgain = (store: string, seconds: number): string => wrapped(`${capital(store)} answers again, after ${Math.round(seconds)} s.`, 2);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
