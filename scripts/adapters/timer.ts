import { setMaxListeners } from "node:events";

const LONGEST_MILLISECONDS = 2 ** 31 - 1;

/** A time limit as Node's timers take it: one beyond 24 days would not be long but over at once. */
export const timerMilliseconds = (seconds: number): number => Math.min(seconds * 1000, LONGEST_MILLISECONDS);

/** A signal that is raised after so long, or by this other one. AbortSignal.any of the two would be forgotten with its time limit while somebody waits for it: seen on Node 20 and 24. */
export function endingAfter(seconds: number, until: AbortSignal): AbortSignal {
  const over = new AbortController();
  if (until.aborted) over.abort(until.reason);
  const limit = setTimeout(() => over.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")), timerMilliseconds(seconds));
  limit.unref();
  over.signal.addEventListener("abort", () => clearTimeout(limit), { once: true });
  // As many as there are calls at work: no leak.
  setMaxListeners(0, until);
  until.addEventListener("abort", () => over.abort(until.reason), { once: true, signal: over.signal });
  return over.signal;
}
