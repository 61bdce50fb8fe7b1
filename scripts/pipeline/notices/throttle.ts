import type { Clock } from "../../ports.ts";

/** Resolves for one caller after the other, so many in a second at most; a sleep that the kit's stop ends, ends it too. */
export function throttle(perSecond: number, clock: Pick<Clock, "elapsed" | "sleep">): () => Promise<void> {
  let next = clock.elapsed();
  const turn = async (): Promise<void> => {
    const now = clock.elapsed();
    const at = Math.max(next, now);
    next = at + 1 / perSecond;
    if (at > now) await clock.sleep(at - now).catch(() => undefined);
  };
  // One sleeps at a time, however many wait.
  let last = Promise.resolve();
  return () => (last = last.then(turn));
}
