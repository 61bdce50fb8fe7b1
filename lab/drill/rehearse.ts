import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gcpOutputs } from "../../infra/outputs.ts";
import { world } from "../site/world.ts";
import { observationsIn } from "../traffic/observation.ts";
import { askReady } from "./ask-ready.ts";
import { CUSTOMER_FILE } from "./broken-off.ts";
import { fillPrimary, onPrimary, outputs, publishNames, sendCanary, standUp, takeCacheCopy, takeExport } from "./company.ts";
import { customersFile, startTraffic, stopTraffic, untilCustomer } from "./customer.ts";
import { failOver, type Drive, type RunReport } from "./failover.ts";
import type { Observed } from "./findings.ts";
import { receiptsAtMirror } from "./receipts-at-mirror.ts";
import type { Stage } from "./stage.ts";
import { tableSums, visitorsOrders, type Login } from "./tables.ts";

/** Where a scenario may differ from the plain rehearsal. */
export type Script = {
  /**
   * For scenarios whose point is neither the size of the data nor the names: the shop has a tenth of its history, and the customer
   * never asks for the unproxied name, so that no resolver has an old answer that the run would have to wait for, up to a minute.
   */
  readonly light?: boolean;
  readonly drive: Drive;
  /** What the declaration approves beforehand; without it, every step that asks. */
  readonly preApproved?: readonly string[];
  /** After traffic has moved and before anyone looks at the data. */
  readonly beforeLooking: (stage: Stage, mirror: Login) => Promise<void>;
};

const ORDERS_BEFORE_EXPORT = 20;
const ORDERS_AFTER_EXPORT = 20;
const ORDERS_AT_MIRROR = 20;

const acknowledgedBy = (side: string, count: number, after = "") => (seen: readonly { kind: string }[]) =>
  seen.filter((o) => o.kind === "acknowledged" && "side" in o && o.side === side && "at" in o && String(o.at) > after).length >= count;

/** One whole rehearsal on a lab that is up: a company, its customer, an outage, a failover, and what was observed. */
export async function rehearse(stage: Stage, script: Script): Promise<Observed> {
  const primary = await standUp(stage);
  await Promise.all([publishNames(stage, primary), fillPrimary(stage, primary)]);
  const before = await tableSums(stage, onPrimary(primary, world.database.owner));

  await stage.act("the customer's first orders", 5, async () => {
    await startTraffic(stage);
    await untilCustomer(stage, "the first orders through the public name", 60, acknowledgedBy("aws", ORDERS_BEFORE_EXPORT));
  });
  const exportBegunAt = new Date().toISOString();
  await Promise.all([takeExport(stage, primary), takeCacheCopy(stage, primary), sendCanary(stage)]);
  const exportedAt = new Date().toISOString();
  await Promise.all([
    askReady(stage),
    stage.act("orders after the export", 3, () => untilCustomer(stage, "orders after the export", 30, acknowledgedBy("aws", ORDERS_AFTER_EXPORT, exportedAt))),
  ]);

  const outageAt = new Date().toISOString();
  const darkAt = await stage.act("AWS goes dark; nothing tells the kit", 4, async () => {
    await stage.awsDark(true);
    const darkAt = new Date().toISOString();
    await untilCustomer(stage, "the customer's first failed answer", 30, (seen) => seen.some((o) => o.kind === "failed" && o.at > outageAt));
    return darkAt;
  });
  const run = await failOver(stage, script.drive, script.preApproved);
  await stage.act("orders at the mirror", 5, () =>
    untilCustomer(stage, "orders accepted by the mirror", 90, acknowledgedBy("gcp", ORDERS_AT_MIRROR)));
  return observe(stage, script, { before, exportBegunAt, outageAt, darkAt, run });
}

async function observe(stage: Stage, script: Script, known: Pick<Observed, "before" | "exportBegunAt" | "outageAt" | "darkAt"> & { readonly run: RunReport }): Promise<Observed> {
  return stage.act("look at what the customer and the database say", 5, async () => {
    await stopTraffic(stage);
    const file = await customersFile(stage);
    await writeFile(join(stage.directory, CUSTOMER_FILE), file);
    const { database, loadBalancer } = gcpOutputs.parse(await outputs(stage, "gcp"));
    const mirror: Login = { address: database.address, argv: ["sudo", "-u", "postgres", "psql", `--dbname=${world.database.name}`] };
    await script.beforeLooking(stage, mirror);
    const [after, held, receipts, egress] = await Promise.all([
      tableSums(stage, mirror), visitorsOrders(stage, mirror), receiptsAtMirror(stage), stage.egressAttempts(),
    ]);
    return { ...known, seen: observationsIn(file), after, held, receipts, egress, mirrorAddress: loadBalancer.address };
  });
}
