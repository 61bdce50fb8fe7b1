import { uptime } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../ports.ts";

/** Seconds that count a machine's sleep. Linux counts them since its start, whatever its clock is set to; elsewhere the wall clock is all there is. */
const wakingAndAsleep = (platform: NodeJS.Platform): (() => number) => (platform === "linux" ? uptime : () => Date.now() / 1000);

/** This machine's clock. A sleep ends early, with an error, when the kit stops. */
export function clock(stop: AbortSignal, platform = process.platform): Clock {
  const whole = wakingAndAsleep(platform);
  const [wholeAtStart, steadyAtStart] = [whole(), performance.now()];
  let latest = 0;
  return {
    now: () => new Date(),
    sleep: (seconds, signal) => wait(seconds * 1000, undefined, { signal: signal === undefined ? stop : AbortSignal.any([stop, signal]) }),
    // The steady clock stands still while a machine is suspended; the other is coarser, and a wall clock may be set back: the larger of both counts.
    elapsed: () => {
      latest = Math.max(latest, whole() - wholeAtStart, (performance.now() - steadyAtStart) / 1000);
      return latest;
    },
  };
}
