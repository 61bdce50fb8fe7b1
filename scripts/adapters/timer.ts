const LONGEST_MILLISECONDS = 2 ** 31 - 1;

/** A time limit as Node's timers take it: one beyond 24 days would not be long but over at once. */
export const timerMilliseconds = (seconds: number): number => Math.min(seconds * 1000, LONGEST_MILLISECONDS);
