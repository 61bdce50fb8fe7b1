import { inFreshLab } from "../in-fresh-lab.ts";
import { runAsOperator } from "../operator.ts";
import { expectThat, type Scenario } from "./scenario.ts";

/** An address set aside for documentation: nobody answers there, and no part of the lab has a reason to try. */
const OUTSIDE = "192.0.2.1";
const tryIt = ["curl", "--silent", "--max-time", "5", `http://${OUTSIDE}:8081/`];

/** The drill's "nobody tried to get out" is worth something only if an attempt is seen. */
export const noWayOut: Scenario = {
  id: "no-way-out",
  story: "a host and the operator each try to reach the internet; both are refused at once, both are seen, and nothing else is; then the lab goes without a trace",
  run: (say) =>
    inFreshLab(say, async ({ client }) => {
      expectThat((await client.egress()).length === 0, "somebody tried to get out before anybody was asked to");
      await client.hosts.ensure({ name: "prisoner", network: "aws" });
      const host = await client.hosts.exec("prisoner", tryIt, { timeoutSeconds: 10 });
      const operator = await runAsOperator(tryIt, { timeoutSeconds: 10 }).ended;
      expectThat(host.exitCode === 7 && operator.exitCode === 7, `curl should fail to connect at once (7); it ended with ${host.exitCode} and ${operator.exitCode}`);
      const seen = (await client.egress()).map(({ source, destination, protocol, port }) => `${source} ${destination} ${protocol} ${port}`);
      const expected = [`10.10.1.10 ${OUTSIDE} tcp 8081`, `10.30.0.10 ${OUTSIDE} tcp 8081`];
      expectThat(seen.toSorted().join() === expected.join(), `these attempts should have been seen: ${expected.join("; ")}; seen were: ${seen.join("; ") || "none"}`);
    }),
};
