import { z } from "zod";
import { waitFor } from "../drill/act.ts";
import { drill } from "../drill/drill.ts";
import type { Drive } from "../drill/failover.ts";
import { typed, type Stage } from "../drill/stage.ts";
import { expectThat, type Scenario } from "./scenario.ts";
import { expectWholeStack, isMirrorMachine } from "./stack-agrees.ts";

const show = (stage: Stage) => (line: string) => stage.say(`        ${line}`);
const MACHINES = 4;

async function machines(stage: Stage): Promise<readonly string[]> {
  return (await stage.hosts()).filter(isMirrorMachine).map(({ name }) => name);
}

/** Kills the kit, Pulumi and its plugins once some of the mirror's machines are made and others are not. */
export async function pulumiIsKilled(stage: Stage): Promise<void> {
  const kit = stage.start(["failover", "run"], { timeoutSeconds: 300, onLine: show(stage) });
  const limits = { withinSeconds: 120, everySeconds: 0.05, next: "read what 'failover run' said above" };
  const made = await waitFor("some of the mirror's machines", limits, async () => {
    const names = await machines(stage);
    return names.length > 0 ? names : undefined;
  });
  const gone = (await stage.operator.killEverything()).map(({ tool }) => tool);
  await kit.ended;
  expectThat(made.length < MACHINES, "all machines were made before the kill came: this proves nothing, run it again");
  expectThat(gone.includes("pulumi"), `'pulumi' was to die with the kit; these did: ${gone.join(" ")}`);
  stage.say(`        kill -9 of ${gone.join(" ")} while only ${made.join(", ")} stood`);
}

const killed: Drive = async (stage) => {
  await pulumiIsKilled(stage);
  await typed(stage, ["failover", "resume"], { timeoutSeconds: 400, onLine: show(stage) });
};

const attempts = z.object({ phases: z.array(z.object({ id: z.string(), attempts: z.number() })) });

export const killPulumi: Scenario = {
  id: "kill-pulumi",
  patient: true,
  toldBy: "two-kills",
  story: "kit and Pulumi die while some machines are made and others are not; resume unlocks the stack, asks the cloud what is there, and finishes; nothing is there twice",
  run: async (say) => {
    const { report } = await drill({ light: true, drive: killed, beforeLooking: eachMachineOnce }, { say });
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
  },
};

/** The mirror's machines are those that the stack's state has, after one interruption of its standing up. */
export async function eachMachineOnce(stage: Stage): Promise<void> {
  const { phases } = attempts.parse(JSON.parse(await typed(stage, ["failover", "report", "--json"], { timeoutSeconds: 60 })));
  const tries = phases.find(({ id }) => id === "stand-up")?.attempts;
  expectThat(tries === 2, `stand-up should have been begun twice, once before the kill and once after; the journal says ${tries}`);
  const known = (await expectWholeStack()).map((name) => `gcp-${name}`);
  const there = [...(await machines(stage))].sort();
  expectThat(there.join() === known.join() && there.length === MACHINES, `the state has ${known.join(", ")}; there are ${there.join(", ")}`);
}
