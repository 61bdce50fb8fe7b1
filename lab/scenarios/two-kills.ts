import { drill } from "../drill/drill.ts";
import { typed } from "../drill/stage.ts";
import { eachMachineOnce, pulumiIsKilled } from "./kill-pulumi.ts";
import { longRestore, nothingTwice, restoreIsLeft } from "./kill-restore.ts";
import { expectThat, type Scenario } from "./scenario.ts";

/** Two deaths of one run, because a drill costs more than both. */
export const twoKills: Scenario = {
  id: "two-kills",
  story: "kit and Pulumi die while some machines are made and others are not; the resumed kit stands the mirror up and dies again, by kill -9 in the middle of the restore; the next one re-attaches to that and finishes: no machine and no restore is there twice",
  run: async (say) => {
    const { report } = await drill(
      {
        light: true,
        drive: async (stage) => {
          await pulumiIsKilled(stage);
          await restoreIsLeft(stage, "resume");
          await typed(stage, ["failover", "resume"], { timeoutSeconds: 400, onLine: (line) => stage.say(`        ${line}`) });
        },
        beforeLooking: async (stage, mirror) => {
          await eachMachineOnce(stage);
          await nothingTwice(stage, mirror);
        },
      },
      { say, history: longRestore },
    );
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
  },
};
