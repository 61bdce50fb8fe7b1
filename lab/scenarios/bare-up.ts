import { gcpOutputs } from "../../infra/outputs.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { runAsOperator } from "../operator.ts";
import { expectThat, type Scenario } from "./scenario.ts";
import { inShell } from "./stack-agrees.ts";

const LIMIT_SECONDS = 180;

/** The disaster command of the written plan, typed by somebody who has never heard of `failover run`. */
export const bareUp: Scenario = {
  id: "bare-up",
  story: "a bare 'pulumi up --stack gcp' stands the mirror's machines up, and says that they hold no data yet and how to go on",
  run: (say) =>
    inFreshLab(say, async () => {
      const { exitCode, stderr } = await runAsOperator(["failover", "init"], { timeoutSeconds: LIMIT_SECONDS }).ended;
      expectThat(exitCode === 0, `'failover init' ended with ${exitCode}: ${stderr.slice(-1000)}`);
      await inShell("pulumi up --stack standby --yes --skip-preview --non-interactive");
      const shown = await inShell("pulumi up --stack gcp --yes --non-interactive");
      const mirror = gcpOutputs.parse(JSON.parse(await inShell("pulumi stack output --stack gcp --json")));
      expectThat(/no data/.test(mirror.next) && mirror.next.includes("failover run"), `'next' does not say how to go on: ${mirror.next}`);
      expectThat(shown.includes("next"), "the person who typed it does not see 'next'");
      for (const { name, address } of [mirror.database, mirror.cache, ...mirror.app]) {
        const answered = await inShell(`ssh -i keys/ssh -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null admin@${address} hostname`);
        expectThat(answered.trim().endsWith(name), `${name} at ${address} answered as '${answered.trim()}'`);
      }
    }),
};
