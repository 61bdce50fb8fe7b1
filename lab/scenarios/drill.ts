import { drill } from "../drill/drill.ts";
import { plainRun } from "../drill/failover.ts";
import { expectThat, type Scenario } from "./scenario.ts";

/** What `npm run drill` does. */
export const plainDrill: Scenario = {
  id: "drill",
  toldBy: "planted-loss",
  story: "AWS goes dark under traffic; the service comes back in Google Cloud with every order that the backup had",
  run: async (say) => {
    const { report } = await drill({ drive: plainRun, beforeLooking: async () => {} }, { say });
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
  },
};
