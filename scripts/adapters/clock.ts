import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../ports.ts";

/** This machine's clock. A sleep ends early, with an error, when the kit stops. */
export function clock(stop: AbortSignal): Clock {
  const [wallAtStart, steadyAtStart] = [Date.now(), performance.now()];
  let latest = 0;
  return {
    now: () => new Date(),
    sleep: (seconds, signal) => wait(seconds * 1000, undefined, { signal: signal === undefined ? stop : AbortSignal.any([stop, signal]) }),
    // The steady clock stands still while a machine is suspended, the wall clock may be set back: the larger of both counts.
    elapsed: () => {
      latest = Math.max(latest, (Date.now() - wallAtStart) / 1000, (performance.now() - steadyAtStart) / 1000);
      return latest;
    },
  };
}
