import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { standbyOutputs } from "../../infra/outputs.ts";
import { keepTime, waitFor } from "../drill/act.ts";
import { fillPrimary, outputs, publishNames, standUp } from "../drill/company.ts";
import { setStage } from "../drill/set-stage.ts";
import { ssh, typed, type Stage } from "../drill/stage.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { addresses, awsApiPort, independent } from "../network/plan.ts";
import { world } from "../site/world.ts";
import { changeSetting, changeSiteFile } from "../site/write-site.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const REFUSED = 3;
/** The plan's half hour, for people who have half a minute. */
const HALF_MINUTE = 0.5;

const status = z.object({ disaster: z.string(), gate: z.string(), rules: z.array(z.object({ rule: z.string(), says: z.string(), since: z.string().nullable(), because: z.string() })) });

const now = async (stage: Stage): Promise<z.infer<typeof status>> => status.parse(JSON.parse(await typed(stage, ["failover", "watch", "--status", "--json"], { timeoutSeconds: 30 })));

/** What a company writes down that watches its service from two places. */
async function setRules({ site }: Stage): Promise<void> {
  await changeSiteFile(site, "site-vars.yml", ["warden_watch"], true);
  await changeSetting(site, ["watch"], {
    everySeconds: 1,
    timeoutSeconds: 2,
    targets: world.names.map(({ name }) => `http://${name}/healthz`),
    aws: [`http://${addresses.awsApi}:${awsApiPort}/`],
    references: independent.slice(0, 2).map((host) => `http://${host}/`),
  });
  await changeSetting(site, ["declaration"], { locations: { atLeast: 2, minutes: HALF_MINUTE } });
}

async function declare(stage: Stage, more: readonly string[] = []): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  const { digest } = z.object({ digest: z.string() }).parse(JSON.parse(await typed(stage, ["failover", "plan", "--json"], { timeoutSeconds: 60 })));
  return stage.operate(["failover", "declare", "--approve", digest, "--because", "AWS is dark; a rehearsal", ...more], { timeoutSeconds: 60 });
}

export const watchAndDeclare: Scenario = {
  id: "watch",
  story: "the warden's unit and a watch on a laptop see AWS go dark; nothing is declared before the rule is met, a watch that is killed in the middle counts nothing anew, and the declaration names its evidence, and the rule that a person set aside",
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const { act, say: tell } = keepTime(say);
      const stage = await setStage(lab, { directory: lab.place.site, light: true, act, say: tell });
      await setRules(stage);
      const primary = await standUp(stage);
      await publishNames(stage, primary);
      await fillPrimary(stage, primary);
      const warden = standbyOutputs.parse(await outputs(stage, "standby")).warden?.address ?? "";
      const unit = await typed(stage, [...ssh(warden), "systemctl is-active failover-watch; systemctl show --property=NRestarts --value failover-watch"], { timeoutSeconds: 30 });
      expectThat(unit.startsWith("active\n0"), `the warden's unit is ${unit}`);

      const first = stage.start(["failover", "watch"], { timeoutSeconds: 300 });
      const seen = await waitFor("two places that see the service up", { withinSeconds: 40, everySeconds: 1, next: "look at failover watch --status" }, async () => {
        const { rules } = await now(stage);
        return rules.find(({ rule, says, because }) => rule === "locations" && says === "not met" && because.includes("operator up") && because.includes("warden up"));
      });
      tell(`while all is well: ${seen.because}`);
      const early = await declare(stage);
      expectThat(early.exitCode === REFUSED && early.stderr.includes("NO_DISASTER"), `declared with no disaster: ${early.exitCode} ${early.stderr.slice(-1000)}`);

      const darkAt = Date.now();
      await stage.awsDark(true);
      await sleep(12_000);
      first.kill9();
      await first.ended;
      const second = stage.start(["failover", "watch"], { timeoutSeconds: 300, onLine: (line) => tell(`        ${line}`) });
      const { rules } = await act("the rule is met", 25, () =>
        waitFor("a disaster by the rules", { withinSeconds: 75, everySeconds: 1, next: "look at what it says above" }, async () => {
          const told = await now(stage);
          return told.disaster === "met" ? told : undefined;
        }).catch(async (error: unknown) => {
          tell(await typed(stage, ["failover", "watch", "--status"], { timeoutSeconds: 30 }));
          throw error;
        }),
      );
      const locations = rules.find(({ rule }) => rule === "locations");
      const since = Date.parse(locations?.since ?? "");
      tell(`${((Date.now() - darkAt) / 1000).toFixed(0)} s after AWS went dark: ${locations?.because ?? ""}`);
      expectThat(since - darkAt < 10_000, `counted from ${locations?.since ?? "nothing"}, ${((since - darkAt) / 1000).toFixed(0)} s after AWS went dark: the watch that was killed began anew`);

      // Each of these watches looks from one place alone, which is not enough to say that AWS itself is down.
      const gated = await declare(stage);
      expectThat(gated.exitCode === REFUSED && gated.stderr.includes("gate"), `declared though nobody can tell of the gate: ${gated.exitCode} ${gated.stderr.slice(-1000)}`);
      const declared = await act("failover declare --override gate", 3, () => declare(stage, ["--override", "gate"]));
      expectThat(declared.exitCode === 0, `not declared: ${declared.stderr.slice(-1000)}`);
      const report = await typed(stage, ["failover", "report"], { timeoutSeconds: 60 });
      const told = report.replaceAll(/\s+/g, " ");
      expectThat(/evidence [0-9a-f]+: locations met/.test(told) && told.includes("declared against the rule 'gate'"), `the report does not say what the declaration rests on: ${report.slice(-1500)}`);
      second.kill9();
      await second.ended;
      expectThat((await lab.client.status()).egressAttempts === 0, "a watch tried to get out of the lab");
    }),
};
