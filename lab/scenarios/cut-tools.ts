import { attempts, bucketJournal, lastOf, type BucketEntry } from "../drill/bucket-journal.ts";
import { drill } from "../drill/drill.ts";
import type { Drive } from "../drill/failover.ts";
import type { MachineProcess } from "../desk/processes.ts";
import type { Stage } from "../drill/stage.ts";
import { stepLog, watched, type Watched } from "../drill/watched.ts";
import { databaseHost, restoresStarted, runningRestore } from "./mirror-restore.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const killed: Claim = (holds, otherwise) => expectThat(holds, `kill-ansible: ${otherwise}`);
const cut: Claim = (holds, otherwise) => expectThat(holds, `cut-ssh: ${otherwise}`);
type Claim = (holds: boolean, otherwise: string) => asserts holds;

/** Two moments of one run, because a drill costs more than both. */
export const cutTools: Scenario = {
  id: "cut-tools",
  patient: true,
  toldBy: "stops-and-cuts",
  story: "Ansible is killed in the middle of configure-hosts: the step fails with advice, resume repeats it alone; then the SSH connection that follows the restore is cut: the run finds the restore again and goes on by itself",
  run: async (say) => {
    const drive: Drive = async (stage) => {
      await ansibleIsKilled(stage, "run");
      await sshIsCut(stage, watched(stage, ["failover", "resume"]));
    };
    const { report } = await drill({ light: true, drive, beforeLooking: (stage) => noneTwice(stage, ["configure-hosts"]) }, { say });
    expectThat(report.verdict === "passed", `the drill failed: ${report.because.join("; ")}`);
  },
};

const tasksOf = (stage: Stage) => stepLog(stage, "configure-hosts").match(/ TASK \[/g)?.length ?? 0;
const MIDDLE = 3;

/** Kills a playbook in the middle of its tasks, and reads what the kit says and leaves of it. */
export async function ansibleIsKilled(stage: Stage, verb: "run" | "resume"): Promise<void> {
  const run = watched(stage, ["failover", verb]);
  await run.until("kill-ansible: configure-hosts in the middle of its tasks", 240, () => (tasksOf(stage) >= MIDDLE ? true : undefined));
  const pid = await ansibleOf(stage, "configure-hosts");
  process.kill(pid, "SIGKILL");
  stage.say(`        kill -9 of ansible-playbook at its task ${tasksOf(stage)}`);
  const { exitCode } = await run.ended;
  killed(exitCode === 1, `'failover ${verb}' should end with 1, it ended with ${exitCode}`);
  killed(/'ansible-playbook [^]* was ended\s+by\s+SIGKILL/.test(run.said()) && run.said().includes("failover resume"), "the person is not told what became of ansible-playbook and what to type");
  const left = await stage.operator.processes();
  killed(left.every(({ tool }) => !/^(ansible|failover|pulumi)/.test(tool)), `something is still at work after the kit has ended: ${left.map(({ tool }) => tool).join(" ")}`);
  const entries = await bucketJournal(stage);
  const failure = entries.findLastIndex(({ event }) => event.type === "step-failed");
  killed(entries[failure]?.event.step === "configure-hosts" && !after(entries, failure, "step-begun"), "after configure-hosts had failed something was begun");
  killed(entries.some(({ event }) => event.type === "step-done" && event.step === "configure-database"), "configure-database, which was at work beside it, did not come to its end");
  killed(stillBegun(entries).length === 0, `steps were left begun: ${stillBegun(entries).join(", ")}`);
}

/** The playbook's first process: its workers have the same words. */
async function ansibleOf(stage: Stage, playbook: string): Promise<number> {
  const plays = (all: readonly MachineProcess[]) => all.filter(({ tool, argv }) => tool === "ansible-playbook" && argv.some((word) => word.endsWith(`/${playbook}.yml`)));
  const found = plays(await stage.operator.processes());
  const first = found.find(({ parent }) => !found.some(({ pid }) => pid === parent));
  killed(first !== undefined, `no ansible-playbook of ${playbook} is at work any more: this proves nothing, run it again`);
  return first.pid;
}

const after = (entries: readonly BucketEntry[], index: number, type: string) => entries.slice(index + 1).some(({ event }) => event.type === type);

function stillBegun(entries: readonly BucketEntry[]): readonly string[] {
  return [...lastOf(entries)].flatMap(([step, type]) => (type === "step-begun" ? [step] : []));
}

/** Cuts the connection by which this run, the first to get so far, follows its restore. */
export async function sshIsCut(stage: Stage, run: Watched): Promise<void> {
  const follower = async () => (await stage.operator.processes()).find(({ tool, argv }) => tool === "ssh" && argv.some((word) => word.includes("agent-restore-follow")))?.pid;
  const pid = await run.until("cut-ssh: a restore, and the SSH that follows it", 240, async () => ((await runningRestore(stage)) === undefined ? undefined : follower()));
  const unit = await runningRestore(stage);
  const connections = await stage.operator.cutSsh((await databaseHost(stage))?.address ?? "");
  cut(connections > 0 && unit !== undefined, "there was no connection to cut, or no restore any more: this proves nothing, run it again");
  stage.say(`        ${connections} SSH connection(s) to the database host cut while ${unit} was running`);
  await run.until("cut-ssh: another SSH that follows the restore", 30, async () => {
    const now = await follower();
    return now !== undefined && now !== pid ? now : undefined;
  });
  const { exitCode } = await run.ended;
  cut(exitCode === 0, `the run should go on to its end by itself, it ended with ${exitCode}`);
  const log = stepLog(stage, "restore-data");
  cut(/ exit 255$/m.test(log), "the connection was cut and the SSH that used it did not notice");
  cut(log.match(/ \$ .*agent-restore-begin/g)?.length === 1, "the restore was begun more than once from here");
}

/** Only these steps, which were interrupted, were begun a second time; the restore was not. */
export async function noneTwice(stage: Stage, interrupted: readonly string[]): Promise<void> {
  const entries = await bucketJournal(stage);
  const repeated = [...attempts(entries)].filter(([, times]) => times > 1).map(([step, times]) => `${step} ${times} times`).toSorted().join();
  killed(repeated === interrupted.map((step) => `${step} 2 times`).toSorted().join(), `resume should have repeated ${interrupted.join(", ")} and nothing else; begun more than once: ${repeated}`);
  const started = await restoresStarted(stage);
  cut(started === 1, `one restore should have been started on the target, its log counts ${started}`);
  cut(entries.at(-1)?.event.type === "run-ended", "the journal in the bucket has no end");
}
