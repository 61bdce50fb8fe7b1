import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { standbyOutputs } from "../../infra/outputs.ts";
import { keepTime, waitFor } from "../drill/act.ts";
import { cutOff, rentAgents, type Agent } from "../drill/agents.ts";
import { fillPrimary, outputs, play, publishNames, standUp } from "../drill/company.ts";
import { setStage } from "../drill/set-stage.ts";
import { ssh, typed, type Stage } from "../drill/stage.ts";
import { unwrapped } from "../drill/unwrapped.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { addresses, awsApiPort, independent } from "../network/plan.ts";
import { world } from "../site/world.ts";
import { changeSetting, changeSiteFile } from "../site/write-site.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const REFUSED = 3;
const MINUTE = 60;
const HOUR = 3600;
/** The plan's half hour and its 24 hours, for people who have seconds. */
const RULE_SECONDS = 20;
const GATE_SECONDS = 40;
/** A round of looks at what does not answer, and the way of its record. */
const SEEN_WITHIN_SECONDS = 12;
const customers = ["c-1042", "c-2077", "c-3001"] as const;

const rule = z.object({ rule: z.string(), says: z.string(), since: z.string().nullable(), because: z.string() });
const status = z.object({ disaster: z.string(), gate: z.string(), rules: z.array(rule) });
type Status = z.infer<typeof status>;

const now = async (stage: Stage): Promise<Status> => status.parse(JSON.parse(await typed(stage, ["failover", "watch", "--status", "--json"], { timeoutSeconds: 30 })));
const because = ({ rules }: Status, name: string): string => rules.find((one) => one.rule === name)?.because ?? "";
/** Whether each of these places is said to be in this state: "up frankfurt, gcp-shop-warden; DOWN oslo; wanted are …". */
function sees(told: Status, state: "up" | "DOWN", ...names: readonly string[]): boolean {
  const [, list = ""] = new RegExp(`(?:^|; )${state} ([^;]*)`).exec(because(told, "locations")) ?? [];
  return names.every((name) => list.split(", ").some((place) => place.endsWith(name)));
}
const sinceOf = ({ rules }: Status, name: string): number => Date.parse(rules.find((one) => one.rule === name)?.since ?? "");

/** Asks until the evidence says so; what it said last is shown if it never does. */
async function until(stage: Stage, what: string, withinSeconds: number, holds: (told: Status) => boolean): Promise<Status> {
  let last: Status | undefined;
  return waitFor(what, { withinSeconds, everySeconds: 0.5, next: "look at what the rules say above" }, async () => {
    last = await now(stage);
    return holds(last) ? last : undefined;
  }).catch((error: unknown) => {
    for (const one of last?.rules ?? []) stage.say(`        rule ${one.rule}: ${one.says}; ${one.because}`);
    throw error;
  });
}

/** What a company writes down that watches its service from three places. */
async function setRules({ site }: Stage, agents: readonly Agent[]): Promise<void> {
  await changeSiteFile(site, "site-vars.yml", ["warden_watch"], true);
  await changeSetting(site, ["watch"], {
    everySeconds: 1,
    timeoutSeconds: 2,
    targets: world.names.map(({ name }) => `http://${name}/healthz`),
    aws: [`http://${addresses.awsApi}:${awsApiPort}/`],
    references: independent.slice(0, 2).map((host) => `http://${host}/`),
    agents: agents.map(({ setting }) => setting),
  });
  await changeSetting(site, ["declaration"], { locations: { atLeast: 2, minutes: RULE_SECONDS / MINUTE }, gate: { hours: GATE_SECONDS / HOUR } });
}

async function declare(stage: Stage): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  const { digest } = z.object({ digest: z.string() }).parse(JSON.parse(await typed(stage, ["failover", "plan", "--json"], { timeoutSeconds: 60 })));
  return stage.operate(["failover", "declare", "--approve", digest, "--because", "AWS is dark; a rehearsal"], { timeoutSeconds: 60 });
}

/** Whoever has another key than the agent's learns nothing there, and says so in what is kept. */
async function wrongKeyIsRefused(stage: Stage, { name, setting }: Agent): Promise<void> {
  await stage.operate(["failover", "watch", "--once"], { timeoutSeconds: 60, env: { [setting.key.slice(1)]: "another-key-of-more-than-thirty-two-letters" } });
  const directory = join(stage.site, ".failover/evidence");
  const kept = existsSync(directory) ? readdirSync(directory).filter((file) => file.endsWith(".jsonl")).map((file) => readFileSync(join(directory, file), "utf8")).join("") : "";
  expectThat(kept.includes(`"from":"${name}","state":"unknown","value":"the agent refuses with 401`), `with a wrong key, what ${name} said was kept as ${kept.slice(-1500)}`);
}

/** Three customers report it down, which is the rule; one of them takes it back, which is not. */
async function reportIn(stage: Stage): Promise<void> {
  const reports: string[] = [];
  for (const customer of customers) reports.push((await typed(stage, ["failover", "report-in", "--customer", customer, "--said", "orders fail"], { timeoutSeconds: 30 })).trim());
  const three = await now(stage);
  expectThat(three.disaster === "met" && because(three, "reports").includes(customers.join(", ")), `three customers reported it down, and the rule says: ${because(three, "reports")}`);
  await typed(stage, ["failover", "report-in", "--withdraw", reports[1] ?? "", "--because", "their own network"], { timeoutSeconds: 30 });
  const two = await now(stage);
  expectThat(two.disaster === "not met" && because(two, "reports").includes("2 of them so far"), `one report was withdrawn, and the rule says: ${because(two, "reports")}`);
}

export const watchAndDeclare: Scenario = {
  id: "watch",
  patient: true,
  story: "the warden's watch and two agents elsewhere look at the shop: one place that lies alone makes no disaster, nor do two customers; AWS goes dark, the watch is killed in the middle, and once the rules are met and the gate is open by what was written down, the declaration passes with nothing set aside",
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const { act, say: tell } = keepTime(say);
      const stage = await setStage(lab, { directory: lab.place.site, light: true, act, say: tell });
      const [liar, ...others] = await act("two machines at other providers, with a certificate and a key each", 3, () => rentAgents(stage, lab.client, ["frankfurt", "oslo"]));
      if (liar === undefined) throw new Error("bug: no agent was rented");
      await setRules(stage, [liar, ...others]);
      const primary = await standUp(stage);
      await Promise.all([act("the agents by ansible-playbook agent.yml", 8, () => play(stage, "agents", "agent.yml")), publishNames(stage, primary), fillPrimary(stage, primary)]);
      const warden = standbyOutputs.parse(await outputs(stage, "standby")).warden?.address ?? "";
      const onWarden = (command: string) => typed(stage, [...ssh(warden), command], { timeoutSeconds: 30 });

      const well = await until(stage, "three places that see the service up", 40, (told) => sees(told, "up", "frankfurt", "oslo", "warden") && because(told, "gate").includes("AWS is up"));
      tell(`while all is well: ${because(well, "locations")}`);
      await wrongKeyIsRefused(stage, liar);

      await cutOff(lab.client, liar, true);
      const lies = await until(stage, "one place that says DOWN", 20, (told) => sees(told, "DOWN", "frankfurt"));
      const liesFrom = Date.now();
      tell(`one place lies: ${because(lies, "locations")}`);
      await act("three customers report it down, one takes it back", 6, () => reportIn(stage));
      const early = await declare(stage);
      expectThat(early.exitCode === REFUSED && early.stderr.includes("NO_DISASTER"), `declared with no disaster: ${early.exitCode} ${early.stderr.slice(-1000)}`);
      await sleep(Math.max(0, (RULE_SECONDS + 2) * 1000 - (Date.now() - liesFrom)));
      const lied = await now(stage);
      expectThat(lied.disaster === "not met" && lied.gate === "not met" && sees(lied, "DOWN", "frankfurt"), `one place said DOWN for longer than the rule wants, and the rules say ${JSON.stringify(lied.rules)}`);
      await cutOff(lab.client, liar, false);
      await until(stage, "three places that see the service up again", 20, (told) => sees(told, "up", "frankfurt"));

      const darkAt = Date.now();
      await stage.awsDark(true);
      await until(stage, "AWS seen down", 30, ({ rules }) => rules.some((one) => one.rule === "gate" && one.since !== null));
      await onWarden("sudo systemctl kill --signal=KILL failover-watch");
      const gate = await act("the rules are met, and the gate is open", GATE_SECONDS, () => until(stage, "a disaster by the rules, and an open gate", 2 * GATE_SECONDS, (told) => told.disaster === "met" && told.gate === "met"));
      tell(`${((Date.now() - darkAt) / 1000).toFixed(0)} s after AWS went dark: ${because(gate, "locations")}; ${because(gate, "gate")}`);
      const restarts = (await onWarden("systemctl show --property=NRestarts --value failover-watch")).trim();
      expectThat(restarts === "1", `the warden's watch was killed once, and its unit says ${restarts}`);
      for (const name of ["locations", "gate"]) expectThat(sinceOf(gate, name) - darkAt < SEEN_WITHIN_SECONDS * 1000, `${name} counts from ${new Date(sinceOf(gate, name)).toISOString()}, ${((sinceOf(gate, name) - darkAt) / 1000).toFixed(0)} s after AWS went dark: the watch that was killed began anew`);

      const declared = await act("failover declare", 3, () => declare(stage));
      expectThat(declared.exitCode === 0, `not declared: ${declared.stderr.slice(-1000)}`);
      const report = unwrapped(await typed(stage, ["failover", "report"], { timeoutSeconds: 60 }));
      expectThat(/evidence [0-9a-f]+: locations met, reports not met, gate met; majority proven/.test(report) && !report.includes("declared against the rule"), `the report does not say what the declaration rests on, or says that a rule was set aside: ${report.slice(-1500)}`);
      expectThat((await lab.client.status()).egressAttempts === 0, "a watch tried to get out of the lab");
    }),
};
