import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { awsOutputs, restoreOutputs } from "../../infra/outputs.ts";
import { keepTime } from "../drill/act.ts";
import { fillPrimary, outputs, publishNames, standUp, takeExport } from "../drill/company.ts";
import { customersFile, startTraffic, stopTraffic, untilCustomer } from "../drill/customer.ts";
import { measureOutage, renderOutage, type OutageReport } from "../drill/outage-report.ts";
import { restoredLogin } from "../drill/restored-login.ts";
import { setStage } from "../drill/set-stage.ts";
import { typed, type Stage } from "../drill/stage.ts";
import { visitorsOrders } from "../drill/tables.ts";
import { stepLog, watched } from "../drill/watched.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { here } from "../place.ts";
import { observationsIn } from "../traffic/observation.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const ORDERS = 20;
const LIMIT_SECONDS = 240;
const choices = z.object({ status: z.string(), choices: z.array(z.object({ number: z.number(), digest: z.string(), title: z.string(), lossSeconds: z.number() })).min(1) });
const told = z.object({ run: z.string(), outputs: z.object({ "tell-loss": z.object({ recoveredUntil: z.string(), lossSecondsAtMost: z.number() }), "prove-writes": z.object({ oldAnswers: z.literal(false) }) }) });

/** The database's disk is gone while AWS is otherwise well: one command brings a new one up, and a second restore leaves the first alone. */
export const databaseOutage: Scenario = {
  id: "database-outage",
  story: "the database's disk is gone under traffic and AWS is otherwise well: 'failover restore-db' brings a new one up, which is adopted; restored once more, with a kill -9 in the middle, the first one stays as it was",
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const { act, say: tell } = keepTime(say);
      const id = `d${new Date().toISOString().replaceAll(/[-:]/g, "").slice(0, 15).replace("T", "-")}`;
      const directory = join(here().clone, "drills", id);
      await mkdir(directory, { recursive: true });
      const stage = await setStage(lab, { directory, light: true, act, say: tell });
      const primary = await standUp(stage);
      // The application knows its database by the company's own name for it, which has to be there first.
      await publishNames(stage, primary, { databaseAlias: true });
      await fillPrimary(stage, primary);
      await act("the customer's first orders", 5, async () => {
        await startTraffic(stage);
        await untilCustomer(stage, "the first orders", 60, acknowledgedAfter(""));
      });
      await takeExport(stage, primary);
      await act("orders after the export", 3, () => untilCustomer(stage, "orders after the export", 30, acknowledgedAfter(new Date().toISOString())));

      const goneAt = new Date().toISOString();
      await act("the database's disk is gone", 3, () => stage.databaseGone(true));
      const first = await restoreOnce(stage);
      const servedAt = new Date().toISOString();
      await act("orders into the restored database", 4, () => untilCustomer(stage, "orders after the restore", 60, acknowledgedAfter(servedAt)));
      await stopTraffic(stage);
      const file = await customersFile(stage);
      await writeFile(join(directory, "customer.jsonl"), file);

      const firstLogin = await restoredLogin(stage, primary, first.run);
      const held = await visitorsOrders(stage, firstLogin);
      const measured = measureOutage({ seen: observationsIn(file), goneAt, held, recoveredUntil: first.outputs["tell-loss"].recoveredUntil });

      await act("failover restore-db --adopt", 20, () => adopt(stage, first.run));
      const second = await restoreOnce(stage, "killed in the middle");
      const [still, left, serving] = [await visitorsOrders(stage, firstLogin), restoreOutputs.parse(await outputs(stage, "restore")).restores, awsOutputs.parse(await outputs(stage, "aws")).database.address];
      const because = [
        ...(measured.lostBeforeThat.length > 0 ? [`${measured.lostBeforeThat.length} orders were acknowledged before the restored moment and are not there`] : []),
        ...(Number.isFinite(measured.downtimeSeconds) ? [] : ["the customer was never served again"]),
        ...(Object.keys(left).join() === second.run ? [] : [`the first was adopted and the second was not, but the restore stack holds ${Object.keys(left).join(", ")}`]),
        ...(firstLogin.argv.includes(`--host=${serving}`) ? [] : [`the aws stack tells ${serving} as its database, not the adopted one`]),
        ...(still.size === held.size ? [] : [`the first restored database held ${held.size} orders, and ${still.size} after the second restore`]),
      ];
      const { lossSecondsAtMost } = first.outputs["tell-loss"];
      const report: OutageReport = { schema: "failover-kit/database-outage-report/1", drill: id, verdict: because.length === 0 ? "passed" : "failed", because, goneAt, runs: [first.run, second.run], ...measured, toldLossSecondsAtMost: lossSecondsAtMost };
      await writeFile(join(directory, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
      await writeFile(join(directory, "report.md"), renderOutage(report));
      say(renderOutage(report));
      expectThat(report.verdict === "passed", because.join("; "));
    }),
};

const acknowledgedAfter = (after: string) => (seen: readonly { readonly kind: string; readonly at: string }[]) => seen.filter(({ kind, at }) => kind === "acknowledged" && at > after).length >= ORDERS;

/** As the person on call does it: look, choose the first, approve. */
async function restoreOnce(stage: Stage, how: "to its end" | "killed in the middle" = "to its end"): Promise<z.infer<typeof told>> {
  const shown = await stage.act("failover restore-db", 3, async () => choices.parse(JSON.parse(await typed(stage, ["failover", "restore-db", "--json"], { timeoutSeconds: 60 }))));
  const [choice] = shown.choices;
  expectThat(choice !== undefined, "there is nothing to choose");
  stage.say(`        ${shown.status}; ${choice.title}, loses at most ${choice.lossSeconds} s`);
  const argv = ["failover", "restore-db", "--choose", String(choice.number), "--approve", choice.digest, "--because", "the database's disk is gone; a rehearsal"];
  const show = { timeoutSeconds: LIMIT_SECONDS, onLine: (line: string) => stage.say(`        ${line}`) };
  if (how === "to its end") await stage.act("failover restore-db --choose 1", 30, () => typed(stage, argv, show));
  else {
    await stage.act("failover restore-db --choose 1, killed while AWS makes the database", 10, () => killedWhileMaking(stage, argv));
    await stage.act("failover resume", 40, () => typed(stage, ["failover", "resume"], show));
  }
  return told.parse(JSON.parse(await typed(stage, ["failover", "report", "--json"], { timeoutSeconds: 60 })));
}

/** kill -9 of everything on the operator's machine at one moment; AWS goes on making what it was asked for. */
async function killedWhileMaking(stage: Stage, argv: readonly string[]): Promise<void> {
  const run = watched(stage, argv);
  await run.until("Pulumi at work on the new database", 120, () => (/rds:Instance \S+ creating/.test(stepLog(stage, "restore-instance")) ? true : undefined));
  await stage.operator.killEverything();
  await run.ended;
}

/** Look, approve, and see that the stack it was moved into would change nothing. */
async function adopt(stage: Stage, run: string): Promise<void> {
  const shown = await typed(stage, ["failover", "restore-db", "--adopt", run], { timeoutSeconds: 60 });
  const digest = /--approve ([0-9a-f]{12})/.exec(shown)?.[1] ?? "";
  await typed(stage, ["failover", "restore-db", "--adopt", run, "--approve", digest, "--because", "it has proved itself; a rehearsal"], { timeoutSeconds: LIMIT_SECONDS, onLine: (line) => stage.say(`        ${line}`) });
}
