import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { LabClient } from "../client.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { operatorAt, type Operator } from "../drill/operator.ts";
import { runAsOperator } from "../operator.ts";
import { here } from "../place.ts";
import { expectThat, type Scenario } from "./scenario.ts";
import { expectWholeStack, inShell, isMirrorMachine } from "./stack-agrees.ts";

const ROUNDS = 2;
// From before Pulumi is at work to where, undisturbed, it would be done.
const EARLIEST_SECONDS = 0.5;
const LATEST_SECONDS = 15;
/** A machine boots for about this long. */
const BOOT_SECONDS = 2;
const LIMIT_SECONDS = 300;
const planned = z.object({ digest: z.string() });
const status = z.object({ steps: z.array(z.object({ id: z.string(), state: z.string() })) });

const machines = async (client: LabClient): Promise<ReadonlyMap<string, string>> => {
  const hosts = (await client.status()).hosts.filter(isMirrorMachine);
  return new Map(await Promise.all(hosts.map(async ({ name }) => [name, (await client.hosts.exec(name, ["cat", "/etc/machine-id"])).stdout.trim()] as const)));
};

/** When to kill: at any moment, or while Pulumi says that it is making a machine. */
type Moment = "any" | "making";

/** Starts the kit and cuts it off with everything it has started. Says when that was. */
async function kill(operator: Operator, verb: string, moment: Moment): Promise<string> {
  const before = (runLog() ?? "").length;
  const from = performance.now();
  const kit = operator.start(["failover", verb], { timeoutSeconds: LIMIT_SECONDS });
  let hasEnded = false;
  void kit.ended.then(() => (hasEnded = true));
  const later = moment === "any" ? EARLIEST_SECONDS + Math.random() * (LATEST_SECONDS - EARLIEST_SECONDS) : Math.random() * BOOT_SECONDS;
  if (moment === "making") await untilMaking(before, () => hasEnded);
  await wait(later * 1000);
  const killed = await operator.killEverything();
  await kit.ended;
  return `after ${((performance.now() - from) / 1000).toFixed(2)} s took ${killed.map(({ tool }) => tool).join(" ")}`;
}

/** Until the step's log, past what it held, tells of a machine in the making; if all are made already, until the kit has ended. */
async function untilMaking(past: number, hasEnded: () => boolean): Promise<void> {
  const isMaking = () => /compute:Instance \S+ creating/.test((runLog() ?? "").slice(past));
  while (!hasEnded() && !isMaking()) await wait(20);
}

function runLog(): string | undefined {
  const runs = join(here().site, ".failover", "runs");
  const file = existsSync(runs) ? readdirSync(runs).map((run) => join(runs, run, "logs", "stand-up.log")).find((path) => existsSync(path)) : undefined;
  return file && readFileSync(file, "utf8");
}

/** One stack from nothing to whole, with two kills on the way. */
const killedTwice = (say: (line: string) => void): Promise<void> =>
  inFreshLab(() => undefined, async (lab) => {
    const { client } = lab;
    const operator = operatorAt(lab, "operator");
    await inShell("failover init");
    await inShell("pulumi up --stack standby --yes --skip-preview --non-interactive");
    const { digest } = planned.parse(JSON.parse(await inShell("failover plan --json")));
    await inShell(`failover declare --approve ${digest} --because "a rehearsal of kills"`);
    const seen = new Map<string, string>();
    for (const [verb, moment] of [["run", "making"], ["resume", "any"]] as const) {
      const killed = await kill(operator, verb, moment);
      const there = await machines(client);
      expectUnchanged(seen, there);
      there.forEach((id, name) => seen.set(name, id));
      say(`  kill -9 ${killed}; ${there.size} machines are there`);
    }
    // Nothing was ever exported here, so the run cannot end well; its machines must.
    const { stderr } = await runAsOperator(["failover", "resume"], { timeoutSeconds: LIMIT_SECONDS }).ended;
    const { steps } = status.parse(JSON.parse(await inShell("failover status --json")));
    expectThat(steps.find(({ id }) => id === "stand-up")?.state === "done", `the mirror was not stood up: ${stderr.slice(-2000)}`);
    const names = await expectWholeStack();
    const there = await machines(client);
    expectThat([...there.keys()].sort().join() === names.map((name) => `gcp-${name}`).join(), `the state has ${names.join(", ")}; there are ${[...there.keys()].join(", ")}`);
    expectUnchanged(seen, there);
  });

function expectUnchanged(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): void {
  for (const [name, id] of before) expectThat(now.get(name) === id, `${name} was made anew or lost after a kill`);
}

/** Kills at many moments, without the cost of a drill: only the mirror's machines are made. */
export const killUp: Scenario = {
  id: "kill-up",
  story: "kit and 'pulumi up' die together while machines are being made, and again at any moment after; the next resume makes the mirror whole, and no machine is made twice, lost or made anew",
  run: async (say) => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      say(`  round ${round} of ${ROUNDS}, about a minute`);
      await killedTwice(say);
    }
  },
};
