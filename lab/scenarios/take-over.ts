import { z } from "zod";
import { waitFor } from "../drill/act.ts";
import { drill } from "../drill/drill.ts";
import type { Drive } from "../drill/failover.ts";
import type { Operator } from "../drill/operator.ts";
import { succeeded, typed, type Stage } from "../drill/stage.ts";
import { watched } from "../drill/watched.ts";
import { world } from "../site/world.ts";
import { handedOver, leaseNow, type BucketLease } from "./handed-over.ts";
import { nothingTwice } from "./kill-restore.ts";
import { databaseHost, runningRestore } from "./mirror-restore.ts";
import { expectRefused } from "./refused.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const REASON = "their machine is gone: power cut in the office";
const YES = "looked at the shop by its new address";
const QUICK = { timeoutSeconds: 60 };
const RUN = { timeoutSeconds: 300 };
const next = "read what the kit said above";
/** After so long without a sign of life the kit says so; a minute after the last one the run can be taken over. */
const SILENT_SECONDS = 31;
const TAKE_OVER_SECONDS = 60;

const status = z.object({ drivenBy: z.string().nullable(), notes: z.array(z.string()), steps: z.array(z.object({ id: z.string(), state: z.string() })), next: z.string() });
const statusAt = async (operator: Operator) => status.parse(JSON.parse(await typed(operator, ["failover", "status", "--json"], QUICK)));
const stateIn = ({ steps }: z.infer<typeof status>, step: string) => steps.find(({ id }) => id === step)?.state;
const secondsSince = (at: Date): number => (Date.now() - at.getTime()) / 1000;

/** The first operator's machine dies while its restore runs; the second goes on, and the first, back again, gives the last word by the bucket. */
const takenOver: Drive = async (stage) => {
  const first = stage.operator;
  const kit = first.start(["failover", "run"], { ...RUN, onLine: (line) => stage.say(`        first: ${line}`) });
  const limits = { withinSeconds: 120, everySeconds: 0.2, next };
  const [second, unit] = await Promise.all([stage.secondOperator(), waitFor("a restore running on the database's host", limits, () => runningRestore(stage))]);
  await holdStill(stage, unit, true);
  await whileTheFirstIsAtWork(stage, first, second);
  await first.machineGone(true);
  expectThat((await kit.ended).exitCode !== 0, "the kit ended well on a machine that died");
  stage.say(`        the first operator's machine is gone while ${unit} is at work`);
  const left = await leaseNow(stage);
  await afterItsDeath(stage, second, left);

  const goingOn = watched({ start: second.start, say: stage.say }, ["failover", "resume", "--take-over", "--because", REASON], "second: ");
  const said = (words: RegExp) => goingOn.untilSaid(words, 150);
  await said(/must have stopped in \d+ s; waiting until then/);
  await said(new RegExp(`${unit.replace(/\.service$/, "")} is still at work on the database host; following it`));
  const taken = await leaseNow(stage);
  expectThat(taken.epoch === left.epoch + 1 && Date.parse(taken.since) - left.updated.getTime() >= TAKE_OVER_SECONDS * 1000, `the run was taken over at ${taken.since} with epoch ${taken.epoch}; its holder was last heard of at ${left.updated.toISOString()} with ${left.epoch}`);
  await holdStill(stage, unit, false);
  await first.machineGone(false);
  await said(/begin\s+start-app/);
  await answeredFromElsewhere(stage, first, said);
  const { exitCode, stderr } = await goingOn.ended;
  expectThat(exitCode === 0, `the second operator's run ended with ${exitCode}: ${stderr.slice(-1500)}`);
};

/** The restore stands still, and goes on: one of a database of any size lasts longer than a little one's. */
async function holdStill(stage: Stage, unit: string, on: boolean): Promise<void> {
  const host = await databaseHost(stage);
  expectThat(host !== undefined, "the database's host is gone");
  succeeded(`hold ${unit} still`, await stage.exec(host.name, ["systemctl", "kill", `--signal=${on ? "SIGSTOP" : "SIGCONT"}`, unit], QUICK));
}

/** Nobody else gets in while the holder lives, neither on its own machine nor elsewhere, and each is told who it is. */
async function whileTheFirstIsAtWork(stage: Stage, first: Operator, second: Operator): Promise<void> {
  const limits = { withinSeconds: 30, everySeconds: 0.5, next };
  const lease = await waitFor("the lease to name the step under way", limits, async () => {
    const now = await leaseNow(stage);
    return now.at.includes("restore-data") ? now : undefined;
  });
  const says = [/LEASE_HELD/, holderIn(lease), /now at [a-z, -]*restore-data/, /last heard of \d+ s ago/];
  const from = performance.now();
  await Promise.all([first, second].map((operator) => expectRefused(operator, ["failover", "run"], { says })));
  stage.say(`        two more 'failover run' were refused within ${((performance.now() - from) / 1000).toFixed(1)} s`);
  await expectRefused(second, ["failover", "approve", "open-writes", "--because", YES], { says: [/APPROVAL_NOT_NEEDED/] });
  expectThat((await statusAt(second)).drivenBy?.includes(lease.holder.who) === true, "the second operator's status does not name the holder");
}

const holderIn = ({ holder, run, since }: BucketLease): RegExp => new RegExp(`${holder.who} .*${run} from ${holder.host} .*${since}`);

/** What a colleague with nothing but the project and the bucket can tell, and what they may not do without a reason. */
async function afterItsDeath(stage: Stage, second: Operator, lease: BucketLease): Promise<void> {
  const { who, host } = lease.holder;
  const soon = await statusAt(second);
  expectThat(stateIn(soon, "stand-up") === "done" && ["running", "interrupted"].includes(stateIn(soon, "restore-data") ?? ""), `status from the bucket should show the mirror up and the restore begun; it shows ${JSON.stringify(soon.steps)}`);
  expectThat([soon.drivenBy, ...soon.notes].join(" ").includes(`${who} from ${host}`), `status should say who was last heard of; it says ${soon.drivenBy ?? "nobody"}, ${soon.notes.join("; ")}`);
  if (secondsSince(lease.updated) < SILENT_SECONDS - 6) await expectRefused(second, ["failover", "resume"], { says: [/LEASE_HELD/, holderIn(lease), /restore-data/] });
  await expectRefused(second, ["failover", "resume", "--take-over"], { exitCode: 2, says: [/REASON_EMPTY/, /--because/] });

  await new Promise((resolve) => setTimeout(resolve, Math.max(0, SILENT_SECONDS - secondsSince(lease.updated)) * 1000));
  await expectRefused(second, ["failover", "resume"], {
    says: [/LEASE_UNANSWERED/, new RegExp(`${who} .*${lease.run} from ${host} at ${lease.since}`), /no sign of life for \d+ s; it was at [a-z, -]*restore-data/, /'failover resume --take-over --because "…"', possible in \d+ s/],
  });
  const late = await statusAt(second);
  expectThat(late.drivenBy === null && stateIn(late, "restore-data") === "interrupted", `status should show a run that nobody drives; it says ${late.drivenBy ?? "nobody"}, restore-data ${stateIn(late, "restore-data")}`);
  expectThat(late.notes.some((note) => note.includes(`no sign of life from ${who} from ${host}`)), `status should say who gives no sign of life: ${late.notes.join("; ")}`);
  stage.say(`        the second operator was refused without a reason: ${late.notes.join("; ")}`);
}

/** A step asks while another goes on; the yes is left in the bucket by somebody who is not the holder, and the holder finds it. */
async function answeredFromElsewhere(stage: Stage, other: Operator, said: (words: RegExp) => Promise<void>): Promise<void> {
  const direct = world.names.find(({ proxied }) => !proxied)?.name ?? "";
  // The resolver learns the old address now, so that the run still watches it go when writes are to be opened.
  succeeded(`dig ${direct}`, await stage.exec("resolver", ["dig", "+short", `@${world.resolver}`, direct], QUICK));
  await waitFor("open-writes to ask", { withinSeconds: 60, everySeconds: 0.5, next }, async () => (stateIn(await statusAt(other), "open-writes") === "asks" ? true : undefined));
  await expectRefused(other, ["failover", "approve", "open-writes", "--because", YES], { exitCode: 0, says: [/Recorded in the bucket\. Whoever carries run \S+ out goes on with it/] });
  await said(/begin\s+open-writes/);
  succeeded("an empty resolver", await stage.exec("resolver", ["systemctl", "restart", "unbound"], QUICK));
}

const report = z.object({ outcome: z.string(), phases: z.array(z.object({ id: z.string(), attempts: z.number() })), decisions: z.array(z.object({ decision: z.string(), who: z.string(), why: z.string() })) });

async function oneStory(stage: Stage, mirror: Parameters<typeof nothingTwice>[1]): Promise<void> {
  await nothingTwice(stage, mirror);
  const { entries, takeOver, doneBefore, doneAfter } = await handedOver(stage, REASON);
  expectThat(doneBefore.includes("stand-up") && ["restore-data", "open-writes"].every((step) => doneAfter.includes(step)), `the first did ${doneBefore.join(", ")}; the second did ${doneAfter.join(", ")}`);
  const answers = entries.filter(({ event }) => event.type === "decision" && event.why === YES);
  expectThat(answers.length === 1 && answers[0]?.epoch === takeOver.epoch, `the yes to open-writes should be in the journal once, by the second holder; it is there ${answers.length} times`);
  expectThat(entries.at(-1)?.event.type === "run-ended", "the journal in the bucket has no end");
  expectThat((await leaseNow(stage)).state === "released", "the second holder did not let go");

  const second = await stage.secondOperator();
  const { outcome, phases, decisions } = report.parse(JSON.parse(await typed(second, ["failover", "report", "--json"], QUICK)));
  const told = phases.map(({ id }) => id);
  expectThat(outcome === "done" && [...doneBefore, ...doneAfter].every((id) => told.includes(id)), `the second machine's report should show both holders' steps; it shows ${told.join(", ")}`);
  expectThat(decisions.filter(({ decision, why }) => decision === "take-over" && why === REASON).length === 1, "the second machine's report does not show the take-over");
}

export const takeOver: Scenario = {
  id: "take-over",
  patient: true,
  story: "the first operator's machine is gone while its restore runs; a colleague with the project and the bucket is told who was at it, takes the run over with a reason and finishes it, and nothing has happened twice",
  run: async (say) => {
    const { report: told } = await drill({ light: true, preApproved: ["cut-over-dns"], drive: takenOver, beforeLooking: oneStory }, { say });
    expectThat(told.verdict === "passed", `the drill failed: ${told.because.join("; ")}`);
  },
};
