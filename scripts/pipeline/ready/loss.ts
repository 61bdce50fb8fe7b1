import { lossFinding } from "../../core/ready/loss.ts";
import { STORE_LIMIT_SECONDS, type Check } from "./check.ts";

/** What would be lost, by the newest sound backup. */
export const loss: Check = {
  id: "loss",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async ({ archive, project, now }) => {
    const { chosen, refused } = await archive();
    const newest = chosen && { id: chosen.id, snapshotAt: chosen.manifest.snapshotAt };
    return [lossFinding({ newest, refused }, project.written.export.targetAgeMinutes, now)];
  },
};
