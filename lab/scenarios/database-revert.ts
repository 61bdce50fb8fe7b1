import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { AwsOutputs } from "../../infra/outputs.ts";
import { keepTime, waitFor } from "../drill/act.ts";
import { fillPrimary, onPrimary, publishNames, standUp } from "../drill/company.ts";
import { customersFile, startTraffic, stopTraffic, untilCustomer } from "../drill/customer.ts";
import { restoredLogin } from "../drill/restored-login.ts";
import { setStage } from "../drill/set-stage.ts";
import { psql, succeeded, typed, type Stage } from "../drill/stage.ts";
import { visitorsOrders } from "../drill/tables.ts";
import { unwrapped } from "../drill/unwrapped.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { here } from "../place.ts";
import { world } from "../site/world.ts";
import { observationsIn } from "../traffic/observation.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const ORDERS = 20;
const LIMIT_SECONDS = 360;
const OLD = "aws-rds-shop-database";
const choices = z.object({ status: z.string(), choices: z.array(z.object({ number: z.number(), digest: z.string(), title: z.string(), source: z.looseObject({ pointInTime: z.string().optional() }) })) });
const beside = z.object({ told: z.literal(true), differing: z.array(z.object({ table: z.string(), restored: z.number().nullable(), other: z.number().nullable() })) });
const restoreReport = z.object({ run: z.string(), outputs: z.object({ "fence-database": z.object({ fenced: z.literal(true), rebooted: z.literal(true) }), "tell-loss": z.object({ brokenRows: beside, lossSecondsAtMost: z.number() }), "prove-writes": z.object({ oldAnswers: z.literal(false) }) }) });
const revertReport = z.object({ run: z.string(), outputs: z.object({ "prove-back": z.object({ sessions: z.array(z.string()) }), "tell-left": beside }) });

/** The database answers and is wrong; it is replaced as it was before, fenced so that nobody comes in, repaired behind the fence, and gone back to. */
export const databaseRevert: Scenario = {
  id: "database-revert",
  story: "a table of the database is gone under traffic while AWS calls it available: it is restored to the time before, the fence lets nobody into the old one and ends who was there; repaired, it is gone back to; and once it is gone, it is not",
  run: (say) =>
    inFreshLab(say, async (lab) => {
      const { act, say: tell } = keepTime(say);
      const directory = join(here().clone, "drills", `r${new Date().toISOString().replaceAll(/[-:]/g, "").slice(0, 15).replace("T", "-")}`);
      await mkdir(directory, { recursive: true });
      const stage = await setStage(lab, { directory, light: true, act, say: tell });
      const primary = await standUp(stage);
      await publishNames(stage, primary, { databaseAlias: true });
      await fillPrimary(stage, primary);
      const asOwner = onPrimary(primary, world.database.owner);
      await act("the customer's first orders", 5, async () => {
        await startTraffic(stage);
        await orders(stage, "the first orders", "");
      });
      const sound = new Date().toISOString();
      await act("orders after the last sound moment", 4, () => orders(stage, "orders after that", sound));
      const choice = await act("until AWS can restore that moment", 8, () => untilRestorable(stage, sound));

      const stayed = psql(stage, asOwner, "SELECT pg_sleep(150);", 200).then(() => true, () => false);
      const brokenAt = new Date().toISOString();
      await act("a table is gone", 1, () => psql(stage, asOwner, "ALTER TABLE order_lines RENAME TO order_lines_lost;"));
      await untilCustomer(stage, "an order that is not taken", 30, (seen) => seen.some(({ kind, at }) => (kind === "failed" || kind === "refused") && at > brokenAt));
      await act("failover restore-db --at …", 35, () => typed(stage, ["failover", "restore-db", "--at", sound, "--choose", String(choice.number), "--approve", choice.digest, "--because", "a table is gone; a rehearsal"], shown(stage)));
      const restore = restoreReport.parse(await report(stage));
      expectThat(!(await stayed), "a session at the old database outlived its fence");
      await expectClosed(stage, primary, restore.run);
      await act("pulumi up --stack aws --refresh, before it is adopted", 30, () => refreshed(stage));
      await expectClosed(stage, primary, restore.run);
      const servedAt = new Date().toISOString();
      await act("orders into the restored database", 4, () => orders(stage, "orders after the restore", servedAt));

      await stage.exec(OLD, ["runuser", "-u", "postgres", "--", "psql", "-d", world.database.name, "-c", "ALTER TABLE order_lines_lost RENAME TO order_lines"], { timeoutSeconds: 30 }).then((result) => succeeded("repair the old database behind its fence", result));
      await act("failover restore-db --revert", 25, () => approved(stage, ["failover", "restore-db", "--revert", restore.run]));
      const revert = revertReport.parse(await report(stage));
      const backAt = new Date().toISOString();
      await act("orders into the old database again", 4, () => orders(stage, "orders after going back", backAt));
      await stopTraffic(stage);

      const file = await customersFile(stage);
      await writeFile(join(directory, "customer.jsonl"), file);
      const seen = observationsIn(file);
      const promised = seen.flatMap((one) => (one.kind === "acknowledged" ? [{ id: one.order.id, at: one.at }] : []));
      const [inOld, inNew] = [await visitorsOrders(stage, asOwner), await visitorsOrders(stage, await restoredLogin(stage, primary, restore.run))];
      const lost = promised.filter(({ id, at }) => at < servedAt && inOld.has(id) && !inNew.has(id)).length;
      const heldByOldAlone = [...inOld.keys()].filter((id) => !inNew.has(id) && !promised.some((one) => one.id === id && one.at > backAt)).length;
      const left = [...inNew.keys()].filter((id) => !inOld.has(id)).length;
      const gone = promised.filter(({ id }) => !inOld.has(id) && !inNew.has(id)).length;
      const [toldLost, toldLeft] = [more(restore.outputs["tell-loss"].brokenRows), more(revert.outputs["tell-left"])];
      await act("the old database fails, and is not gone back to", 5, () => expectRefused(stage, restore.run));
      const because = [
        ...(toldLost >= lost && toldLost <= heldByOldAlone ? [] : [`the kit told ${toldLost} orders lost; the customer lost ${lost}, the old one alone held ${heldByOldAlone}`]),
        ...(lost > 0 ? [] : ["nothing was lost, so nothing was compared"]),
        ...(toldLeft === left ? [] : [`the kit told ${toldLeft} orders left in the restored database; there are ${left}`]),
        ...(gone === 0 ? [] : [`${gone} acknowledged orders are in neither database`]),
        ...(promised.some(({ id, at }) => at > backAt && inOld.has(id)) ? [] : ["no order landed in the old database again"]),
      ];
      const found = { schema: "failover-kit/database-revert-report/1", verdict: because.length === 0 ? "passed" : "failed", because, runs: [restore.run, revert.run], lost, toldLost, left, toldLeft, toldLossSecondsAtMost: restore.outputs["tell-loss"].lossSecondsAtMost };
      await writeFile(join(directory, "report.json"), `${JSON.stringify(found, null, 2)}\n`);
      say(JSON.stringify(found, null, 2));
      expectThat(because.length === 0, because.join("; "));
    }),
};

const shown = (stage: Stage) => ({ timeoutSeconds: LIMIT_SECONDS, onLine: (line: string) => stage.say(`        ${line}`) });
const report = async (stage: Stage): Promise<unknown> => JSON.parse(await typed(stage, ["failover", "report", "--json"], { timeoutSeconds: 60 }));
const orders = (stage: Stage, what: string, after: string): Promise<void> => untilCustomer(stage, what, 60, (seen) => seen.filter(({ kind, at }) => kind === "acknowledged" && at > after).length >= ORDERS);

/** How many more orders the other database has than the restored one had. */
function more({ differing }: z.infer<typeof beside>): number {
  const row = differing.find(({ table }) => table === "public.orders");
  return (row?.other ?? 0) - (row?.restored ?? 0);
}

async function untilRestorable(stage: Stage, at: string): Promise<z.infer<typeof choices>["choices"][number]> {
  return waitFor("a choice of that time", { withinSeconds: 60, everySeconds: 2, next: "look at what 'failover restore-db --at' passes over" }, async () => {
    const { status, choices: all } = choices.parse(JSON.parse(await typed(stage, ["failover", "restore-db", "--at", at, "--json"], { timeoutSeconds: 60 })));
    expectThat(status === "available", `AWS calls the database ${status}`);
    return all.find(({ source }) => source.pointInTime === at);
  });
}

async function approved(stage: Stage, argv: readonly string[]): Promise<void> {
  const digest = /--approve ([0-9a-f]{12})/.exec(await typed(stage, argv, { timeoutSeconds: 60 }))?.[1] ?? "";
  await typed(stage, [...argv, "--approve", digest, "--because", "the old one is repaired; a rehearsal"], shown(stage));
}

/** What somebody types who has not heard of the restore: Pulumi sees the fence, and must leave it where it is. */
const refreshed = async (stage: Stage): Promise<void> =>
  void succeeded("pulumi up --stack aws --refresh", await stage.operate(["bash", "-c", 'eval "$(failover env)" && exec pulumi up --stack aws --refresh --yes --non-interactive'], { timeoutSeconds: 180 }));

/** From every machine beside them: the old database's door is shut, the new one's is open. */
async function expectClosed(stage: Stage, { database }: AwsOutputs, run: string): Promise<void> {
  const beside = (await stage.hosts()).filter(({ name, network }) => network === "aws" && /^aws-shop-(?:app|exporter)/.test(name));
  expectThat(beside.length >= 2, "there is no machine beside the database to try its door from");
  const knocks = (host: string, address: string) => stage.exec(host, ["nc", "-z", "-w", "3", address, "5432"], { timeoutSeconds: 10 });
  await Promise.all(
    beside.map(async ({ name }) => {
      expectThat((await knocks(name, database.address)).exitCode !== 0, `${name} still reaches the fenced database`);
      expectThat((await knocks(name, database.address.replace(/^[^.]+/, `${world.service}-${run}`))).exitCode === 0, `${name} does not reach the restored database`);
    }),
  );
}

async function expectRefused(stage: Stage, run: string): Promise<void> {
  await stage.databaseGone(true, "shop-database");
  const { exitCode, stderr } = await stage.operate(["failover", "restore-db", "--revert", run], { timeoutSeconds: 60 });
  expectThat(exitCode !== 0 && /OLD_DATABASE_GONE.*AWS calls it failed/.test(unwrapped(stderr)), `going back to a failed database ended with ${exitCode}: ${stderr}`);
}
