import { waitFor } from "../drill/act.ts";
import { drill } from "../drill/drill.ts";
import type { Drive } from "../drill/failover.ts";
import type { Stage } from "../drill/stage.ts";
import { watched, type Watched } from "../drill/watched.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const LONGEST_STOP_SECONDS = 15;
const QUICKLY_SECONDS = 2;
const limits = { withinSeconds: 60, everySeconds: 0.1, next: "read what 'failover run' said above" };

/** A command of the operator's, shown as it goes, with when each line was heard. */
function shown(stage: Stage, argv: readonly string[]) {
  const heard: { readonly line: string; readonly at: number }[] = [];
  const running = stage.start(argv, {
    timeoutSeconds: 300,
    onLine: (line) => {
      heard.push({ line, at: performance.now() });
      stage.say(`        ${line}`);
    },
  });
  return { ...running, heard: (part: string) => heard.find(({ line }) => line.includes(part))?.at };
}

/** To the kit itself: its tools are in groups of their own, and whatever carries the command onto the operator's machine is no part of the story. */
async function signalKit(stage: Stage, signal: NodeJS.Signals): Promise<void> {
  const found = (await stage.operator.processes()).filter(({ argv }) => argv.some((word) => word.endsWith("start.mjs")) && !argv.includes("agent-watchdog"));
  expectThat(found.length === 1, `one kit should be at work on the operator's machine: ${found.map(({ argv }) => argv.join(" ")).join("; ")}`);
  found.forEach(({ pid }) => process.kill(pid, signal));
}

/** Ctrl-C in the middle of `pulumi up`: how soon it is answered, and what is left at work. */
export async function isStopped(stage: Stage): Promise<void> {
  const first = shown(stage, ["failover", "run"]);
  await waitFor("a pulumi at work", limits, async () => ((await stage.operator.processes()).some(({ argv }) => argv[0]?.endsWith("pulumi") === true && argv.includes("up")) ? true : undefined));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const asked = performance.now();
  await signalKit(stage, "SIGINT");
  const { exitCode } = await first.ended;
  const seconds = (performance.now() - asked) / 1000;
  const said = first.heard("Stopping");
  stage.say(`        Ctrl-C: answered after ${said === undefined ? "never" : ((said - asked) / 1000).toFixed(2)} s, over after ${seconds.toFixed(1)} s, exit code ${exitCode}`);
  expectThat(said !== undefined && (said - asked) / 1000 < QUICKLY_SECONDS, "Ctrl-C was not answered at once");
  expectThat(exitCode === 4 && seconds < LONGEST_STOP_SECONDS, `a stop should take less than ${LONGEST_STOP_SECONDS} s and end with 4; it took ${seconds.toFixed(1)} s and ended with ${exitCode}`);
  const left = (await stage.operator.processes()).filter(({ tool }) => /pulumi|ansible|^ssh$/.test(tool));
  expectThat(left.length === 0, `still at work after the stop: ${left.map(({ tool }) => tool).join(", ")}`);
}

/** `nohup failover resume`, whose terminal is closed after some seconds. */
export async function resumedAndHungUp(stage: Stage): Promise<Watched> {
  const run = watched(stage, ["nohup", "failover", "resume"]);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await signalKit(stage, "SIGHUP");
  return run;
}

/** It went on as if nobody had hung up. */
export async function expectUnmoved(run: Watched): Promise<void> {
  const { exitCode } = await run.ended;
  expectThat(exitCode === 0 && !run.said().includes("Stopping"), `'nohup failover resume' ended with ${exitCode} after a hang-up`);
}

const stopped: Drive = async (stage) => {
  await isStopped(stage);
  await expectUnmoved(await resumedAndHungUp(stage));
};

export const stopAndHangUp: Scenario = {
  id: "stop-and-hang-up",
  patient: true,
  toldBy: "stops-and-cuts",
  story: "Ctrl-C in the middle of 'pulumi up' is answered at once and leaves nothing at work; the run is resumed under nohup, and a closed terminal does not stop it",
  run: async (say) => {
    const { report } = await drill({ light: true, drive: stopped, beforeLooking: async () => {} }, { say });
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
  },
};
