import { keyHomesFindings } from "../../core/ready/key-homes.ts";
import { variablesOf } from "../../core/settings.ts";
import type { Check } from "./check.ts";

/** Where each secret can be had once AWS is gone. */
export const keyHomes: Check = {
  id: "key-homes",
  limitSeconds: 5,
  look: async ({ project, world }) => {
    const { needs } = await world.pipeline("failover");
    return keyHomesFindings(variablesOf(project.written).map(([setting, variable]) => ({ variable, setting, isNeeded: needs.includes(setting) })), project.secrets);
  },
};
