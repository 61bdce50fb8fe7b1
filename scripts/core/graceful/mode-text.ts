import type { Mode } from "./mode.ts";

/** What a plan says of its mode; a part of the digest, so that nobody approves the one and gets the other. */
export const modeInPlan: Readonly<Record<Mode, readonly string[]>> = {
  graceful: [
    "Mode: graceful: the source still answers. It is closed to writes, exported one",
    "  last time, and that export is restored: nothing written before the fence is",
    "  lost.",
  ],
  ungraceful: [
    "Mode: ungraceful: the source is not asked for anything but to refuse writes,",
    "  within the time of the settings; what was written since the newest backup is",
    "  lost.",
  ],
};
