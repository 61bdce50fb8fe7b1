import { bucketJournal, bucketLines, chained, lastOf, localLines } from "../drill/bucket-journal.ts";
import { drill } from "../drill/drill.ts";
import type { Drive } from "../drill/failover.ts";
import type { Stage } from "../drill/stage.ts";
import { stepLog, watched } from "../drill/watched.ts";
import { restoresStarted } from "./mirror-restore.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const REASON = "Cloud Storage is silent here; Ben and I agreed by phone that I go on alone";
const TOLD_WITHIN_SECONDS = 30;
/** Three answers that do not come, at 5 s each, and the end of the process. */
const STOPPED_WITHIN_SECONDS = 20;
/** A task near the end of the longer playbook: what is under way can come to its end before the lease has run out. */
const LATE = /TASK \[database : Start the cluster\]/;

const hereOf = (stage: Stage) => lastOf(chained(localLines(stage)));
const besides = ["configure-database", "configure-hosts"] as const;

const silent: Drive = async (stage) => {
  await refusedAtFirst(stage);
  await silentInTheMiddle(stage);
  await goneOnAlone(stage);
  await reconciled(stage);
};

async function refusedAtFirst(stage: Stage): Promise<void> {
  await stage.operator.storageDown(true);
  for (const verb of ["run", "resume"]) {
    const from = performance.now();
    const command = watched(stage, ["failover", verb]);
    const { exitCode } = await command.ended;
    const seconds = (performance.now() - from) / 1000;
    expectThat(exitCode === 1 && seconds < TOLD_WITHIN_SECONDS, `'failover ${verb}' without its bucket should end with 1 in less than ${TOLD_WITHIN_SECONDS} s; it ended with ${exitCode} after ${seconds.toFixed(0)} s`);
    expectThat(/LEASE_UNREADABLE/.test(command.said()) && /--local-journal\s+--because/.test(command.said()), "the person is not told why, or not how to go on without the bucket");
  }
  await stage.operator.storageDown(false);
}

/** Pulumi's state lies in the same storage, so the mirror's machines are there before it falls silent. */
async function silentInTheMiddle(stage: Stage): Promise<void> {
  const run = watched(stage, ["failover", "run"]);
  await run.until("configure-database near its end", 120, () => (LATE.test(stepLog(stage, "configure-database")) ? true : undefined));
  await stage.operator.storageDown(true);
  stage.say("        Cloud Storage gives the operator no answer any more");
  await run.until("the end of both playbooks", 40, () => (besides.every((step) => hereOf(stage).get(step) !== "step-begun") ? true : undefined));
  await run.untilSaid(/gives no answer: nothing new begins/, 10);
  const ends = besides.map((step) => `${step} ${hereOf(stage).get(step) ?? "?"}`).join(", ");
  expectThat(ends === besides.map((step) => `${step} step-done`).join(", "), `what was under way should have come to its end: ${ends}`);
  expectThat(!hereOf(stage).has("restore-data"), "the restore was begun although nobody could read that it would be");
  const from = performance.now();
  run.kit.signal("SIGINT");
  const { exitCode } = await run.ended;
  const seconds = (performance.now() - from) / 1000;
  expectThat(exitCode === 4 && seconds < STOPPED_WITHIN_SECONDS, `told to stop, the kit should end with 4 within seconds; it ended with ${exitCode} after ${seconds.toFixed(0)} s`);
  stage.say(`        stopped ${seconds.toFixed(1)} s after Ctrl-C`);
}

async function goneOnAlone(stage: Stage): Promise<void> {
  const before = await bucketLines(stage);
  const alone = watched(stage, ["failover", "resume", "--local-journal", "--because", REASON]);
  const { exitCode } = await alone.ended;
  const here = hereOf(stage);
  expectThat(here.get("restore-data") === "step-done", `without the operator's storage the restore should be carried out all the same: ${here.get("restore-data") ?? "not begun"}`);
  expectThat(here.get("verify-data") === "step-done", `what the data are compared with lies on the database host, so verify-data needs no bucket; it is ${here.get("verify-data") ?? "not begun"}`);
  expectThat(exitCode === 0 && here.get("open-writes") === "step-done", `nothing else needs the operator's storage, so the run should come to its end; open-writes is ${here.get("open-writes") ?? "not begun"}, and the kit ended with ${exitCode}`);
  expectThat((await bucketLines(stage)).length === before.length, "something was written to a bucket that does not answer");
}

async function reconciled(stage: Stage): Promise<void> {
  const here = localLines(stage);
  await stage.operator.storageDown(false);
  stage.say("        Cloud Storage answers again");
  const resume = watched(stage, ["failover", "resume"]);
  const { exitCode } = await resume.ended;
  expectThat(exitCode === 3 && /NO_OPEN_RUN/.test(resume.said()), `with the storage back the run's end should be brought there, and nothing be left to do; resume ended with ${exitCode}`);
  const [there, entries] = [await bucketLines(stage), await bucketJournal(stage)];
  expectThat(here.every(({ line }, seq) => there[seq]?.line === line), "an entry that was written alone is not in the bucket as it was written");
  expectThat(localLines(stage).length === there.length, "the two copies of the journal differ at the end");
  const why = entries.filter(({ event }) => event.decision === "local-journal").map(({ event }) => event.why);
  expectThat(why.join() === REASON, `the journal should hold one decision to go on alone, with its reason; it holds: ${why.join() || "none"}`);
  expectThat((await restoresStarted(stage)) === 1, "the restore was carried out more than once");
}

export const bucketSilent: Scenario = {
  id: "bucket-silent",
  patient: true,
  story: "Cloud Storage answers the operator no more: nothing begins on a guess; on a person's word the run goes on alone to its end; when storage is back both journals become one",
  run: async (say) => {
    const { report } = await drill({ light: true, drive: silent, beforeLooking: async () => {} }, { say });
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
  },
};
