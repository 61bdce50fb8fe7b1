import { setTimeout as sleep } from "node:timers/promises";

/**
 * Starts `work` at a fixed rate, however long each takes: a slow answer must not slow the customers down.
 * Ends when the signal does, after the work in flight.
 */
export async function pace(perSecond: number, signal: AbortSignal, work: (n: number) => Promise<void>): Promise<void> {
  const start = performance.now();
  const inFlight = new Set<Promise<void>>();
  for (let n = 0; !signal.aborted; n += 1) {
    const one = work(n).finally(() => inFlight.delete(one));
    inFlight.add(one);
    const due = start + ((n + 1) * 1000) / perSecond;
    await sleep(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(inFlight);
}
