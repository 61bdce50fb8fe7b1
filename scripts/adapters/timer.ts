import { setMaxListeners } from "node:events";

const LONGEST_MILLISECONDS = 2 ** 31 - 1;

/** A time limit as Node's timers take it: one beyond 24 days would not be long but over at once. */
export const timerMilliseconds = (seconds: number): number => Math.min(seconds * 1000, LONGEST_MILLISECONDS);

/** A signal that is raised after so long, or by this other one, where there is one. AbortSignal.any of the two would be forgotten with its time limit while somebody waits for it: seen on Node 20 and 24. */
export function endingAfter(seconds: number, until: AbortSignal | undefined): AbortSignal {
  const over = new AbortController();
  if (until?.aborted) over.abort(until.reason);
  const limit = setTimeout(() => over.abort(new DOMException(`no answer within ${Math.round(seconds * 10) / 10} s`, "TimeoutError")), timerMilliseconds(seconds));
  limit.unref();
  over.signal.addEventListener("abort", () => clearTimeout(limit), { once: true });
  if (until === undefined) return over.signal;
  // As many as there are calls at work: no leak.
  setMaxListeners(0, until);
  until.addEventListener("abort", () => over.abort(until.reason), { once: true, signal: over.signal });
  return over.signal;
}

/** The work's outcome, or the signal's reason where that comes first: whatever is waited for may never answer. */
export const orAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const over = () => void reject(signal.reason as Error);
    if (signal.aborted) over();
    signal.addEventListener("abort", over, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", over));
  });

/** A signal that is raised by either, where there are two. */
export const eitherOf = (one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined => (one === undefined || other === undefined ? (one ?? other) : AbortSignal.any([one, other]));

/** The same signal, raised so much later: what is almost done may end. */
export function heldBack(signal: AbortSignal | undefined, seconds: number): AbortSignal | undefined {
  if (signal === undefined) return undefined;
  const late = new AbortController();
  const raise = () => void setTimeout(() => late.abort(signal.reason), seconds * 1000).unref();
  // As many as there are stores: no leak.
  setMaxListeners(0, signal);
  if (signal.aborted) raise();
  else signal.addEventListener("abort", raise, { once: true });
  return late.signal;
}
