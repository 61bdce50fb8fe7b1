import { setTimeout as wait } from "node:timers/promises";
import { attempts, bucketJournal, chained, lastOf, localLines } from "../drill/bucket-journal.ts";
import { drill } from "../drill/drill.ts";
import type { Drive } from "../drill/failover.ts";
import type { Stage } from "../drill/stage.ts";
import { stepLog, watched } from "../drill/watched.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const GAP_SECONDS = 120;
/** By then, says the kit, a holder that cannot renew has ended its tools: nobody takes over before a minute has passed. */
const GONE_SECONDS = 45;
const TOOLS = /^(ansible|pulumi|ssh$)/;
const MIDDLE = 3;

const begunHere = (stage: Stage) => chained(localLines(stage)).filter(({ event }) => event.type === "step-begun").length;

/** The operator's cable is out for two minutes while two playbooks are at work; nobody types anything. */
const cutOff: Drive = async (stage) => {
  const { operator } = stage;
  const run = watched(stage, ["failover", "run"]);
  await run.until("configure-hosts in the middle of its tasks", 120, () => ((stepLog(stage, "configure-hosts").match(/ TASK \[/g)?.length ?? 0) >= MIDDLE ? true : undefined));
  const from = performance.now();
  const seconds = () => (performance.now() - from) / 1000;
  await operator.networkCut(true);
  const begun = begunHere(stage);
  const before = await bucketJournal(stage);
  stage.say(`        the operator's network is cut, after ${before.length} entries`);
  await run.untilSaid(/Cut off from .*leases/, GONE_SECONDS);
  const left = (await operator.processes()).filter(({ tool }) => TOOLS.test(tool));
  expectThat(left.length === 0 && seconds() <= GONE_SECONDS, `${seconds().toFixed(0)} s after the cut there are still at work: ${left.map(({ tool }) => tool).join(" ")}`);
  stage.say(`        the kit's tools were gone after ${seconds().toFixed(0)} s`);
  await wait((GAP_SECONDS - seconds()) * 1000);
  expectThat(begunHere(stage) === begun, "a step was begun while the operator was cut off");
  expectThat((await bucketJournal(stage)).length === before.length, "an entry came through a network that was cut");
  await operator.networkCut(false);
  stage.say("        the operator's network is back");
  const { exitCode } = await run.ended;
  expectThat(exitCode === 0, `the run should go on to its end by itself, it ended with ${exitCode}`);
  expectThat(!/\bbug\b|^\s+at \S+ \(/m.test(run.said()), "the kit should tell of the gap calmly");
  const all = await bucketJournal(stage);
  const [epoch = 0, later = 0] = [before, all.slice(before.length)].map((entries) => entries.at(-1)?.epoch);
  expectThat(later === epoch + 1, `the kit should have taken its lease again with epoch ${epoch + 1}; the journal ends with ${later}`);
  expectThat(all.every(({ event }) => event.decision !== "take-over"), "nobody took the run over, and the journal says that somebody did");
  const interrupted = [...lastOf(before)].flatMap(([step, type]) => (type === "step-begun" ? [step] : [])).toSorted();
  const repeated = [...attempts(all)].flatMap(([step, times]) => (times > 1 ? [step] : [])).toSorted();
  expectThat(interrupted.length > 0 && repeated.join() === interrupted.join(), `at work when the network went: ${interrupted.join(", ")}; begun more than once: ${repeated.join(", ")}`);
};

export const networkGone: Scenario = {
  id: "network-gone",
  patient: true,
  story: "the operator's network is gone for two minutes while tools are at work: nothing begins, the tools are ended before anybody could take over, and when the network is back the run goes on by itself",
  run: async (say) => {
    const { report } = await drill({ light: true, drive: cutOff, beforeLooking: async () => {} }, { say });
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
  },
};
