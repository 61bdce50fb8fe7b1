import type { Instant } from "../core/watchdog.ts";

/** Now, by clocks that every process of this machine shares. */
export const instant = (): Instant => ({ monotonicSeconds: Number(process.hrtime.bigint()) / 1e9, wallSeconds: Date.now() / 1000 });
