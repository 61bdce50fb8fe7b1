import type { Step } from "../steps/step.ts";

/** The failover: thirteen steps, side by side as far as their needs allow. */
export const failover: readonly Step[] = [];
