const LONGEST_MILLISECONDS = 2 ** 31 - 1;

/** A time limit as Node's timers take it: one beyond 24 days would not be long but over at once. */
export const timerMilliseconds = (seconds: number): number => Math.min(seconds * 1000, LONGEST_MILLISECONDS);

/** A signal that is raised after so long, or by this other one. */
export function endingAfter(seconds: number, until: AbortSignal): AbortSignal {
  const limit = AbortSignal.timeout(timerMilliseconds(seconds));
  // Node forgets a time limit that nobody but a combination of signals refers to, and then it never comes.
  limit.addEventListener("abort", () => undefined, { once: true });
  return AbortSignal.any([limit, until]);
}
