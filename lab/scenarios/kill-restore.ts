import { drill } from "../drill/drill.ts";
import type { Drive } from "../drill/failover.ts";
import { typed, type Stage } from "../drill/stage.ts";
import { nothingTwice, restoreAtWork } from "./one-restore.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const show = (stage: Stage) => (line: string) => stage.say(`        ${line}`);

/** Kills the kit once its restore is running on the target, then resumes. */
const killed: Drive = async (stage) => {
  const kit = stage.start(["failover", "run"], { timeoutSeconds: 300, onLine: show(stage) });
  const { unit } = await restoreAtWork(stage);
  kit.kill9();
  await kit.ended;
  stage.say(`        kill -9 of the kit while ${unit} was running`);
  await typed(stage, ["failover", "resume"], { timeoutSeconds: 300, onLine: show(stage) });
};

export const killRestore: Scenario = {
  id: "kill-restore",
  story: "the kit dies by kill -9 in the middle of the restore; resume re-attaches to it, finishes, and nothing has happened twice",
  run: async (say) => {
    const { report } = await drill({ drive: killed, beforeLooking: nothingTwice }, { say });
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
  },
};
