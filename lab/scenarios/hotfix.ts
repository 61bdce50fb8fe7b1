import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AwsOutputs } from "../../infra/outputs.ts";
import { keepTime } from "../drill/act.ts";
import { fillPrimary, outputs, publishNames, standUp } from "../drill/company.ts";
import { customersFile, startTraffic, stopTraffic, untilCustomer } from "../drill/customer.ts";
import { setStage } from "../drill/set-stage.ts";
import { ssh, typed, type Stage } from "../drill/stage.ts";
import { unwrapped } from "../drill/unwrapped.ts";
import { standbyOutputs } from "../../infra/outputs.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { changeSetting } from "../site/write-site.ts";
import { observationsIn, type Observation } from "../traffic/observation.ts";
import { z } from "zod";
import { tellTriage } from "../workbench/triage-world.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const FAILED = 1;
const ORDERS = 20;
const LIMIT_SECONDS = 240;
/** With two hosts, half of the customers meet the canary. */
const CANARY_SHARE = 0.5;

/** A release that anybody could have written: its health is well, and no order can be placed. */
const withBug = (build: string): string => build.replace("INSERT INTO orders (", "INSERT INTO orders_of_today (").replace("FROM orders WHERE id = $1", "FROM orders_of_today WHERE id = $1");

const isPosted = ({ kind }: Observation): boolean => kind === "acknowledged" || kind === "refused" || kind === "failed";
const acknowledgedAfter = (after: string) => (seen: readonly Observation[]) => seen.filter(({ kind, at }) => kind === "acknowledged" && at > after).length >= ORDERS;
const refusedAfter = (after: string) => (seen: readonly Observation[]) => seen.filter(({ kind, at }) => kind === "refused" && at > after).length >= ORDERS;

/** Types the command twice, as a person does: to read the plan, and to approve it. */
async function hotfix(stage: Stage, artifact: string): Promise<{ readonly exitCode: number; readonly stderr: string; readonly seconds: number }> {
  const shown = await typed(stage, ["failover", "hotfix", "--artifact", artifact], { timeoutSeconds: 60 });
  const digest = /--approve ([0-9a-f]{12})/.exec(shown)?.[1] ?? "";
  const from = performance.now();
  const { exitCode, stderr } = await stage.operate(["failover", "hotfix", "--artifact", artifact, "--approve", digest, "--because", "orders cannot be placed; a rehearsal"], { timeoutSeconds: LIMIT_SECONDS, onLine: (line) => stage.say(`        ${line}`) });
  return { exitCode, stderr, seconds: (performance.now() - from) / 1000 };
}

const verdict = z.object({ verdict: z.string(), next: z.string() });

/** What is broken, as the person on call asks. */
async function triaged(stage: Stage): Promise<z.infer<typeof verdict>> {
  const { stdout, stderr } = await stage.operate(["failover", "triage", "--json"], { timeoutSeconds: 60 });
  try {
    return verdict.parse(JSON.parse(stdout));
  } catch {
    throw new Error(`'failover triage' gave no verdict: ${stderr.slice(-1000)}`);
  }
}

/** What each host starts. */
const running = (stage: Stage, { app }: AwsOutputs): Promise<readonly string[]> =>
  Promise.all(app.map(async ({ address }) => /\/opt\/shop\/(\S+)/.exec(await typed(stage, [...ssh(address), "systemctl show --property=ExecStart --value shop"], { timeoutSeconds: 30 }))?.[1] ?? ""));

/** The bug goes out as the company's own deployments do, to all hosts at once. */
async function releaseEverywhere(stage: Stage, { app }: AwsOutputs, build: string): Promise<void> {
  await Promise.all(app.map(({ address }) => typed(stage, [...ssh(address), "sudo tee /opt/shop/shop.mjs >/dev/null && sudo systemctl restart shop"], { timeoutSeconds: 60, input: build })));
}

export const hotfixUnderTraffic: Scenario = {
  id: "hotfix",
  story: "a release that takes no orders is found to be a bug in the code, and is replaced under traffic, one host first; a fix that is as bad is seen on the canary and taken back by itself, and no more than the canary's customers meet it",
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const { act, say: tell } = keepTime(say);
      const stage = await setStage(lab, { directory: lab.place.site, light: true, act, say: tell });
      const primary = await standUp(stage);
      await publishNames(stage, primary);
      await fillPrimary(stage, primary);
      await act("the customer's first orders", 5, async () => {
        await startTraffic(stage);
        await untilCustomer(stage, "the first orders", 60, acknowledgedAfter(""));
      });
      const warden = standbyOutputs.parse(await outputs(stage, "standby")).warden?.address ?? "";
      await tellTriage(stage.site, { database: primary.database.address, cache: primary.cache.address, bucket: primary.objects.bucket, dnsName: primary.loadBalancer.dnsName, app: primary.app[0]?.address ?? "", warden, exporter: primary.exporter.address });
      await changeSetting(stage.site, ["hotfix"], { countersPath: "/counters", settleSeconds: 15, watchSeconds: 10 });
      const build = await readFile(join(stage.site, "release/shop.mjs"), "utf8");
      expectThat(withBug(build) !== build, "the bug found nothing to break");

      // The stand-in for AWS loads each of its services when it is first asked, and is slow to all until then.
      await act("failover triage, on a good day", 10, () => triaged(stage));

      const brokenAt = new Date().toISOString();
      await act("a release that takes no orders", 5, async () => {
        await releaseEverywhere(stage, primary, withBug(build));
        await untilCustomer(stage, "refusals", 60, refusedAfter(brokenAt));
      });
      const found = await act("failover triage", 10, () => triaged(stage));
      expectThat(found.verdict === "code" && found.next.includes("failover hotfix"), `triage says ${JSON.stringify(found)}`);
      const mended = await act("failover hotfix, with the fix", 40, () => hotfix(stage, "release/shop.mjs"));
      expectThat(mended.exitCode === 0, `the fix ended with ${mended.exitCode}: ${mended.stderr.slice(-2000)}`);
      const mendedAt = new Date().toISOString();
      await act("orders again", 3, () => untilCustomer(stage, "orders after the fix", 60, acknowledgedAfter(mendedAt)));
      const after = await running(stage, primary);
      expectThat(new Set(after).size === 1 && /^shop-[0-9a-f]{12}\.mjs$/.test(after[0] ?? ""), `the hosts run ${after.join(", ")}`);

      await writeFile(join(stage.site, "bad-fix.mjs"), `// a hasty fix\n${withBug(build)}`);
      const badFrom = new Date().toISOString();
      const bad = await act("failover hotfix, with a bad fix", 30, () => hotfix(stage, "bad-fix.mjs"));
      const badUntil = new Date().toISOString();
      expectThat(bad.exitCode === FAILED && unwrapped(bad.stderr).includes("has been taken back"), `a bad fix ended with ${bad.exitCode}: ${bad.stderr.slice(-2000)}`);
      expectThat(String(await running(stage, primary)) === String(after), `after a bad fix the hosts run ${(await running(stage, primary)).join(", ")}`);
      await untilCustomer(stage, "orders after the bad fix", 60, acknowledgedAfter(badUntil));
      await stopTraffic(stage);

      const posted = observationsIn(await customersFile(stage)).filter((one) => isPosted(one) && one.at > badFrom && one.at < badUntil);
      const failed = posted.filter(({ kind }) => kind !== "acknowledged");
      tell(`the fix took ${mended.seconds.toFixed(0)} s; during the bad one (${bad.seconds.toFixed(0)} s) ${failed.length} of ${posted.length} orders failed`);
      expectThat(failed.length > 0, "the bad fix met no customer: nothing was proved");
      expectThat(failed.length <= CANARY_SHARE * posted.length, `${failed.length} of ${posted.length} orders failed, more than the canary's share`);
    }),
};
