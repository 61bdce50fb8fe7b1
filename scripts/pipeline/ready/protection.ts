import { failovers } from "../../core/graceful/mode.ts";
import { isExpected } from "../../core/errors.ts";
import { protectionFindings, type SecondStoreSeen } from "../../core/ready/protection.ts";
import { newestReports } from "../earlier-runs.ts";
import { settingsFor } from "../project.ts";
import { STORE_LIMIT_SECONDS, type Check, type Eyes } from "./check.ts";

/** Whether what is written on the mirror would lie anywhere else. */
export const protection: Check = {
  id: "protection",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async (eyes) => {
    const [store, [newest]] = await Promise.all([secondStoreSeen(eyes), newestReports(eyes.project, eyes.world, failovers)]);
    return protectionFindings(store, newest);
  },
};

async function secondStoreSeen({ project, world }: Eyes): Promise<SecondStoreSeen> {
  const written = project.written.secondStore;
  if (written === undefined) return { as: "not set" };
  const unset = [written.accessKeyId, written.secretAccessKey].filter((name) => (world.env[name.slice(1)] ?? "") === "");
  if (unset.length > 0) return { as: "not tried", because: `${unset.join(", ")} ${unset.length === 1 ? "is" : "are"} not set here, so nobody can say whether the second store answers` };
  const { secondStore } = settingsFor(project, world, ["secondStore.accessKeyId", "secondStore.secretAccessKey"]);
  if (secondStore === undefined) return { as: "not set" };
  const { bucket } = secondStore;
  try {
    const store = await world.secondStore(secondStore);
    await store.folders(bucket, `${project.written.service}/`);
    return { as: "there", bucket };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { as: "silent", bucket, because: error.advice.what };
  }
}
