import { waitFor } from "../drill/act.ts";
import { drill } from "../drill/drill.ts";
import type { Drive } from "../drill/failover.ts";
import type { Stage } from "../drill/stage.ts";
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

/** Ctrl-C in the middle of `pulumi up`; then `nohup failover resume`, whose terminal is closed. */
const stopped: Drive = async (stage) => {
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

  const second = shown(stage, ["nohup", "failover", "resume"]);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await signalKit(stage, "SIGHUP");
  const { exitCode: code } = await second.ended;
  expectThat(code === 0 && second.heard("Stopping") === undefined, `'nohup failover resume' ended with ${code} after a hang-up`);
};

export const stopAndHangUp: Scenario = {
  id: "stop-and-hang-up",
  story: "Ctrl-C in the middle of 'pulumi up' is answered at once and leaves nothing at work; the run is resumed under nohup, and a closed terminal does not stop it",
  run: async (say) => {
    const { report } = await drill({ light: true, drive: stopped, beforeLooking: async () => {} }, { say });
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
  },
};
