import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AwsOutputs } from "../../infra/outputs.ts";
import { here } from "../place.ts";
import { world } from "../site/world.ts";
import { observationsIn } from "../traffic/observation.ts";
import type { RunningLab } from "../up.ts";
import { keepTime } from "./act.ts";
import { countExported, countRestored } from "./count-told.ts";
import { fillPrimary, publishNames, standUp, takeExport } from "./company.ts";
import { customersFile, forgetOrders, startTraffic, stopTraffic, untilCustomer } from "./customer.ts";
import type { HeldOrder } from "./judge.ts";
import { measureOutage, renderOutage, type OutageReport } from "./outage-report.ts";
import type { RunTold } from "./restore-db.ts";
import { restoredLogin } from "./restored-login.ts";
import { setStage } from "./set-stage.ts";
import type { Stage } from "./stage.ts";
import { visitorsOrders, type Login } from "./tables.ts";
import { countedBeside, toldLossOf, untold, wrongCounts } from "./told-loss.ts";

const ORDERS = 20;

/** A company at work, its customer served, an export taken and more orders since: what a database's outage befalls. */
export async function companyAtWork(lab: RunningLab, say: (line: string) => void, { databaseAlias }: { readonly databaseAlias: boolean }): Promise<{ readonly id: string; readonly stage: Stage; readonly primary: AwsOutputs }> {
  const { act, say: tell } = keepTime(say);
  const id = `d${new Date().toISOString().replaceAll(/[-:]/g, "").slice(0, 15).replace("T", "-")}`;
  const directory = join(here().clone, "drills", id);
  await mkdir(directory, { recursive: true });
  const stage = await setStage(lab, { directory, light: true, act, say: tell });
  const primary = await standUp(stage);
  // Where the application knows its database by the company's own name for it, that has to be there first.
  await publishNames(stage, primary, { databaseAlias });
  await fillPrimary(stage, primary);
  await act("the customer's first orders", 5, () => beginTraffic(stage, "the first orders"));
  await takeExport(stage, primary);
  await act("orders after the export", 3, () => ordersSince(stage, "orders after the export", new Date().toISOString()));
  return { id, stage, primary };
}

/** A customer who remembers nothing begins to order. */
export async function beginTraffic(stage: Stage, what: string): Promise<void> {
  await forgetOrders(stage);
  await startTraffic(stage);
  await ordersSince(stage, what, "");
}

const ordersSince = (stage: Stage, what: string, after: string): Promise<void> => untilCustomer(stage, what, 60, (seen) => seen.filter(({ kind, at }) => kind === "acknowledged" && at > after).length >= ORDERS);

export type Measured = Omit<OutageReport, "schema" | "drill" | "verdict" | "because" | "runs"> & { readonly login: Login; readonly held: ReadonlyMap<string, HeldOrder>; readonly objections: readonly string[] };

/** Lets the customer order for a while more, then compares what the client remembers with what the new database holds, and both with what the kit said. */
export async function measure(stage: Stage, primary: AwsOutputs, { run, outputs }: RunTold, { goneAt, lookedAt }: { readonly goneAt: string; readonly lookedAt: string }): Promise<Measured> {
  await stage.act("orders into the restored database", 4, () => ordersSince(stage, "orders after the restore", new Date().toISOString()));
  await stopTraffic(stage);
  const file = await customersFile(stage);
  await writeFile(join(stage.directory, "customer.jsonl"), file);
  const login = await restoredLogin(stage, primary, run);
  const held = await visitorsOrders(stage, login);
  const told = toldLossOf(outputs["tell-loss"]);
  const measured = measureOutage({ seen: observationsIn(file), goneAt, held, recoveredUntil: told.recoveredUntil });
  const counted = countedBeside(told, await countRestored(stage, login, told, lookedAt), await countExported(stage, world.service, told.export));
  const lostUntold = untold(measured.lost, told);
  const objections = [
    ...(measured.lostBeforeThat.length > 0 ? [`${measured.lostBeforeThat.length} orders were acknowledged before the restored moment and are not there`] : []),
    ...(Number.isFinite(measured.downtimeSeconds) ? [] : ["the customer was never served again"]),
    ...(lostUntold.length > 0 ? [`${lostUntold.length} orders are lost that the kit did not tell as lost`] : []),
    ...(told.export === null ? ["the kit compared the new database with no export"] : []),
    ...wrongCounts(counted),
  ];
  return { goneAt, ...measured, told, lostUntold, counted, login, held, objections };
}

/** Writes the report for programs and for people, and shows it. */
export async function reportOutage(stage: Stage, id: string, { login: _, held: __, objections: ___, ...measured }: Measured, { because, runs }: Pick<OutageReport, "because" | "runs">): Promise<OutageReport> {
  const report: OutageReport = { schema: "failover-kit/database-outage-report/1", drill: id, verdict: because.length === 0 ? "passed" : "failed", because, runs, ...measured };
  await writeFile(join(stage.directory, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(stage.directory, "report.md"), renderOutage(report));
  stage.say(renderOutage(report));
  return report;
}
