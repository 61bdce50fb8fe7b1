import { z } from "zod";
import type { LabClient } from "../client.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { runAsOperator } from "../operator.ts";
import { world } from "../site/world.ts";
import { standUpTriage } from "../workbench/triage-world.ts";
import { expectThat, type Scenario } from "./scenario.ts";
import { expected, switches, type SwitchName } from "./triage-verdicts.ts";

const LIMIT_SECONDS = 15;
const FIRST_SECONDS = 2;
const NOT_READY = 5;

const answer = z.object({ verdict: z.string(), rule: z.string(), confidence: z.string(), also: z.array(z.string()), branch: z.string(), next: z.string(), evidence: z.array(z.object({ probe: z.string(), target: z.string(), from: z.string(), state: z.string(), value: z.string() })) });
type Answer = z.infer<typeof answer> & { readonly seconds: number; readonly firstSeconds: number; readonly exitCode: number };

export const triage: Scenario = {
  id: "triage",
  story: "every switch of the lab, and pairs of them, are told apart by 'failover triage', from three places, while the vendors' pages still say that all is well",
  run: (say) =>
    inFreshLab(say, async (lab) => {
      await standUpTriage(lab);
      // The stand-in for AWS loads each of its services at the first call, which takes seconds; the real one is at work already.
      await look();
      const wrong: string[] = [];
      let before: readonly SwitchName[] = [];
      for (const { on, verdict, rule = verdict, also = [], branch = /./ } of expected) {
        await turnTo(lab.client, before, on);
        before = on;
        const found = await look();
        const beside = found.also.length === 0 ? "" : `, besides ${found.also.join(", ")}`;
        const unknown = [...new Set(found.evidence.filter(({ state }) => state === "unknown").map(({ probe, value }) => `${probe} (${value})`))];
        say(`${found.seconds.toFixed(1).padStart(5)} s  ${(on.join(" + ") || "nothing").padEnd(36)} ${found.verdict} (${found.confidence})${beside}${unknown.length === 0 ? "" : `; not known: ${unknown.join(", ").slice(0, 200)}`}`);
        const isRight = found.verdict === verdict && (found.rule === rule || rule === verdict) && also.every((one) => found.also.includes(one));
        if (!isRight) wrong.push(`${on.join(" + ") || "nothing"}: ${found.verdict}${beside}, not ${verdict}${also.length > 0 ? ` beside ${also.join(", ")}` : ""}\n${badOf(found)}`);
        if (!branch.test(found.branch)) wrong.push(`${on.join(" + ")}: the plan's branch says '${found.branch}'\n${badOf(found)}`);
        if (found.seconds >= LIMIT_SECONDS) wrong.push(`${on.join(" + ")}: it took ${found.seconds.toFixed(1)} s`);
        if (found.firstSeconds >= FIRST_SECONDS) wrong.push(`${on.join(" + ")}: the first result came after ${found.firstSeconds.toFixed(1)} s`);
        if (found.exitCode !== (["nothing-wrong", "monitoring"].includes(found.verdict) ? 0 : NOT_READY)) wrong.push(`${on.join(" + ")}: ${found.verdict} ended with ${found.exitCode}`);
      }
      expectThat(wrong.length === 0, wrong.join("\n"));
      expectThat((await lab.client.status()).egressAttempts === 0, "a triage tried to get out of the lab");
    }),
};

/** Off what is no more, on what is new: a switch that stays is not touched. In between the shop has found back to all that it needs. */
async function turnTo(client: LabClient, before: readonly SwitchName[], now: readonly SwitchName[]): Promise<void> {
  for (const name of before.filter((one) => !now.includes(one))) await client.switches.turn(switches[name](false));
  if (!now.some((one) => before.includes(one))) await untilWell(client);
  for (const name of now.filter((one) => !before.includes(one))) await client.switches.turn(switches[name](true));
}

const HEALTHY = `for i in $(seq 100); do curl --silent --fail --max-time 2 http://127.0.0.1:${world.port}/healthz >/dev/null && exit 0; sleep 0.1; done; exit 1`;

async function untilWell({ hosts, status }: LabClient): Promise<void> {
  const app = (await status()).hosts.find(({ name }) => /^aws-.*app/.test(name));
  expectThat(app !== undefined && (await hosts.exec(app.name, ["sh", "-c", HEALTHY])).exitCode === 0, "the shop does not find back to all that it needs");
}

async function look(): Promise<Answer> {
  const from = performance.now();
  let firstSeconds: number | undefined;
  const since = () => (performance.now() - from) / 1000;
  const typed = runAsOperator(["failover", "triage", "--json"], { timeoutSeconds: 40, onLine: () => (firstSeconds ??= since()) });
  const { exitCode, stdout, stderr } = await typed.ended;
  const seconds = since();
  expectThat(exitCode === 0 || exitCode === NOT_READY, `'failover triage' ended with ${exitCode}: ${stderr.slice(-2000)}`);
  return { ...answer.parse(JSON.parse(stdout)), seconds, firstSeconds: firstSeconds ?? seconds, exitCode };
}

const badOf = ({ evidence }: Answer): string => evidence.filter(({ state }) => state !== "up").map(({ probe, target, from, state, value }) => `    ${state} ${probe} ${target} from ${from}: ${value}`).join("\n");
