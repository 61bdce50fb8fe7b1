import { bucketJournal, lastOf } from "../drill/bucket-journal.ts";
import { drill } from "../drill/drill.ts";
import type { Drive } from "../drill/failover.ts";
import { ansibleIsKilled, noneTwice, sshIsCut } from "./cut-tools.ts";
import { expectThat, type Scenario } from "./scenario.ts";
import { expectUnmoved, isStopped, resumedAndHungUp } from "./stop-and-hang-up.ts";

/** Four moments of one run, because a drill costs more than all of them. */
export const stopsAndCuts: Scenario = {
  id: "stops-and-cuts",
  patient: true,
  story: "Ctrl-C in the middle of 'pulumi up' is answered at once and leaves nothing at work; the resumed run loses Ansible in the middle of configure-hosts, and says what to type; the next, under nohup, is not stopped by a closed terminal, finds the restore again when its SSH is cut, and goes on to its end; nothing but what was interrupted is repeated",
  run: async (say) => {
    const interrupted = ["configure-hosts"];
    const drive: Drive = async (stage) => {
      await isStopped(stage);
      const stopped = [...lastOf(await bucketJournal(stage))].flatMap(([step, type]) => (type === "step-done" ? [] : [step]));
      expectThat(stopped.includes("stand-up"), `stand-up was to be stopped; not done were: ${stopped.join(", ") || "none"}`);
      interrupted.push(...stopped);
      await ansibleIsKilled(stage, "resume");
      const run = await resumedAndHungUp(stage);
      await sshIsCut(stage, run);
      await expectUnmoved(run);
    };
    const { report } = await drill({ light: true, drive, beforeLooking: (stage) => noneTwice(stage, interrupted) }, { say });
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
  },
};
