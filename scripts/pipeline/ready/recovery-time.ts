import { failovers, pipelineOf } from "../../core/graceful/mode.ts";
import { plainBytesOf } from "../../core/manifest.ts";
import { predictedRecovery, recoveryTimeFinding, type Measured } from "../../core/ready/recovery-time.ts";
import { newestReports } from "../earlier-runs.ts";
import { STORE_LIMIT_SECONDS, type Check, type Eyes } from "./check.ts";
import { agesOf } from "./verified.ts";

/** How long a failover would take, by the newest one that was measured from here and by today's data. */
export const recoveryTime: Check = {
  id: "recovery-time",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async (eyes) => {
    const { project, world, now } = eyes;
    const { steps: graph } = await world.pipeline(pipelineOf.ungraceful);
    const measured = await newestMeasured(eyes);
    // How long the rest takes is worth knowing even when nobody can say how much data there is today.
    const today = await eyes.archive().then(({ chosen }) => chosen && plainBytesOf(chosen.manifest), () => undefined);
    const prediction = measured === undefined ? await newestRestore(eyes).catch(() => undefined) : predictedRecovery(graph, measured, today ?? measured.bytes);
    return [recoveryTimeFinding(prediction, project.written.recovery.targetMinutes, now)];
  },
};

/** How long the data took when a restore was verified last. */
async function newestRestore({ receipts, project }: Eyes): Promise<{ readonly restoreSeconds: number } | undefined> {
  const read = await receipts();
  const restoreSeconds = read && agesOf(read, project).levels.find(({ level }) => level === 3)?.success?.restoreSeconds;
  return restoreSeconds === undefined || restoreSeconds === null ? undefined : { restoreSeconds };
}

/** The newest failover that was carried out or rehearsed from here to its end. */
export async function newestMeasured({ project, world }: Pick<Eyes, "project" | "world">): Promise<Measured | undefined> {
  const finished = (await newestReports(project, world, failovers)).filter(({ outcome }) => outcome === "done");
  return finished.map((report) => ({ ...report, bytes: bytesIn(report.outputs["choose-backup"]) }))[0];
}

function bytesIn(output: unknown): number {
  const bytes = typeof output === "object" && output !== null && "plainBytes" in output ? output.plainBytes : 0;
  return typeof bytes === "number" ? bytes : 0;
}
