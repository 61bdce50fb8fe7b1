import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../ports.ts";

/** This machine's clock. A sleep ends early, with an error, when the kit stops. */
export const clock = (stop: AbortSignal): Clock => ({
  now: () => new Date(),
  sleep: (seconds) => wait(seconds * 1000, undefined, { signal: stop }),
});
