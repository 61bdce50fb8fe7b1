import { setTimeout as wait } from "node:timers/promises";
import { waitFor } from "../drill/act.ts";
import { drill } from "../drill/drill.ts";
import type { Drive } from "../drill/failover.ts";
import type { Operator } from "../drill/operator.ts";
import { succeeded, type Stage } from "../drill/stage.ts";
import { unwrapped } from "../drill/unwrapped.ts";
import { handedOver, leaseNow } from "./handed-over.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const REASON = "their kit stands still and nobody answers the phone";
const next = "read what the kit said above";
const APP_HOST = /^gcp-.*app/;
/** From a holder's last renewal: until its tools are told to end, until they are gone, and until somebody else may act. */
const HOLD_SECONDS = 30;
const GONE_SECONDS = 45;
const TAKE_OVER_SECONDS = 60;
/** One look at the machine and another. */
const LOOK_SECONDS = 1;
const WAKES_WITHIN_SECONDS = 15;
const STOPPED = 4;

const show = (stage: Stage, who: string) => (line: string) => stage.say(`        ${who}: ${line}`);
const changesTheWorld = ["ansible-playbook", "pulumi", "ssh"];
const toolsAt = async (operator: Operator) => (await operator.processes()).map(({ tool }) => tool).filter((tool) => changesTheWorld.includes(tool));
const stalling = "end=$(($(date +%s) + 60)); until pkill -STOP python3; do [ $(date +%s) -lt $end ] || exit 1; sleep 0.02; done";

/** The kit's process stands still while a playbook is at work; the watchdog ends the playbook, and a colleague the run. Then the kit wakes. */
const frozen: Drive = async (stage) => {
  const kit = stage.start(["failover", "run"], { timeoutSeconds: 400, onLine: show(stage, "first") });
  const [second, slow] = await Promise.all([stage.secondOperator(), playAtWork(stage)]);
  kit.pause();
  const left = await leaseNow(stage);
  stage.say(`        the kit stands still while ansible-playbook waits for ${slow}`);
  const goingOn = second.start(["failover", "resume", "--take-over", "--because", REASON], { timeoutSeconds: 300, onLine: show(stage, "second") });
  const goneAfter = await toolsEnd(stage.operator, left.updated);
  // The watchdog's arm does not reach there: what is left of the task ends by itself.
  await stage.exec(slow, ["pkill", "-CONT", "python3"], { timeoutSeconds: 10 });
  stage.say(`        its tools were gone ${goneAfter.toFixed(1)} s after its last renewal`);
  const { exitCode, stderr } = await goingOn.ended;
  expectThat(exitCode === 0, `the second operator's run ended with ${exitCode}: ${stderr.slice(-1500)}`);
  const { since } = await leaseNow(stage);
  const afterSeconds = (Date.parse(since) - left.updated.getTime()) / 1000;
  expectThat(afterSeconds >= TAKE_OVER_SECONDS && afterSeconds > goneAfter, `the second acted ${afterSeconds} s after the first's last renewal; the first's tools were gone after ${goneAfter} s`);
  await wakes(stage, kit);
};

/** A machine of the application that stalls in the middle of a task, so that the playbook outlasts its holder. */
async function playAtWork(stage: Stage): Promise<string> {
  const host = await waitFor("a machine of the application", { withinSeconds: 120, everySeconds: 0.2, next }, async () =>
    (await stage.hosts()).find(({ network, name }) => network === "gcp" && APP_HOST.test(name))?.name);
  succeeded(`stall ${host}`, await stage.exec(host, ["sh", "-c", stalling], { timeoutSeconds: 90 }));
  const playing = (await stage.operator.processes()).some(({ tool, argv }) => tool === "ansible-playbook" && argv.join(" ").includes("configure-hosts"));
  expectThat(playing, "no playbook of configure-hosts is at work where one of its machines has stalled");
  return host;
}

/** How long after the last renewal the tools on a frozen holder's machine were gone: not by themselves, and in time. */
async function toolsEnd(operator: Operator, renewed: Date): Promise<number> {
  const age = () => (Date.now() - renewed.getTime()) / 1000;
  await wait(Math.max(0, HOLD_SECONDS - 2 * LOOK_SECONDS - age()) * 1000);
  const alive = await toolsAt(operator);
  expectThat(alive.includes("ansible-playbook"), `the playbook ended before its holder's time did, so this proves nothing; at work were: ${alive.join(", ")}`);
  for (;;) {
    const left = await toolsAt(operator);
    const seconds = age();
    if (left.length === 0) return seconds;
    expectThat(seconds < GONE_SECONDS + LOOK_SECONDS, `${seconds.toFixed(1)} s after its last renewal a holder that stands still has at work: ${left.join(", ")}`);
    await wait(LOOK_SECONDS * 200);
  }
}

/** Everything a holder could change, as one text. */
async function theWorld(stage: Stage): Promise<string> {
  const [journal, leases, hosts, zone] = await Promise.all([
    stage.objects("journal"),
    stage.objects("leases"),
    stage.hosts(),
    stage.exec("cloudflare", ["pdnsutil", "list-zone", "example.com"], { timeoutSeconds: 20 }),
  ]);
  const generations = [...journal, ...leases].map(({ name, generation }) => `${name} ${generation}`);
  return [...generations, ...hosts.map(({ name, address }) => `${name} ${address}`).toSorted(), succeeded("list the zone", zone)].join("\n");
}

/** The old holder wakes up in a world where its run is done: it says who took over, leaves, and touches nothing. */
async function wakes(stage: Stage, kit: ReturnType<Operator["start"]>): Promise<void> {
  const before = await theWorld(stage);
  const { holder } = await leaseNow(stage);
  const from = performance.now();
  kit.resume();
  const { exitCode, stderr } = await kit.ended;
  const seconds = (performance.now() - from) / 1000;
  const said = unwrapped(stderr);
  expectThat(seconds < WAKES_WITHIN_SECONDS, `the old holder went on for ${seconds.toFixed(0)} s after it woke`);
  expectThat(exitCode === STOPPED, `the old holder should end with ${STOPPED}, it ended with ${exitCode}: ${stderr.slice(-1500)}`);
  for (const words of ["LEASE_TAKEN_OVER", `${holder.who} took run`, `from ${holder.host}`, REASON])
    expectThat(said.includes(words), `the old holder should say '${words}'; it said: ${stderr.slice(-1500)}`);
  const after = await theWorld(stage);
  expectThat(after === before, `the world is not as it was before the old holder woke: ${difference(before, after)}`);
  stage.say(`        the old holder woke, said who has the run, and ended after ${seconds.toFixed(1)} s; nothing changed`);
}

function difference(before: string, after: string): string {
  const [was, is] = [before.split("\n"), after.split("\n")];
  return [...was.filter((line) => !is.includes(line)).map((line) => `- ${line}`), ...is.filter((line) => !was.includes(line)).map((line) => `+ ${line}`)].join("; ");
}

/** Long after: of the old holder's epoch nothing came behind the take-over. */
async function nothingCameLate(stage: Stage): Promise<void> {
  await handedOver(stage, REASON);
  const left = await toolsAt(stage.operator);
  expectThat(left.length === 0, `on the old holder's machine there still are: ${left.join(", ")}`);
}

export const frozenHolder: Scenario = {
  id: "frozen-holder",
  patient: true,
  story: `the kit's process stands still while a playbook is at work; within ${GONE_SECONDS} s of its last renewal the watchdog has ended the playbook, a colleague takes over after that and finishes, and the kit that wakes up says so and touches nothing`,
  run: async (say) => {
    const { report } = await drill({ light: true, drive: frozen, beforeLooking: nothingCameLate }, { say });
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
  },
};
