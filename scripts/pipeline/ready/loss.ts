import { lossFinding } from "../../core/ready/loss.ts";
import { STORE_LIMIT_SECONDS, type Check } from "./check.ts";

/** What would be lost, by the newest sound backup and the store's time, where the receipts tell it: a clock that is behind here would make every backup young. */
export const loss: Check = {
  id: "loss",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async ({ archive, receipts, project, now }) => {
    const [{ chosen, refused }, at] = await Promise.all([archive(), receipts().then((read) => (read === undefined ? now : new Date(read.storeNow)), () => now)]);
    const newest = chosen && { id: chosen.id, snapshotAt: chosen.manifest.snapshotAt };
    return [lossFinding({ newest, refused }, project.written.export.targetAgeMinutes, at)];
  },
};
