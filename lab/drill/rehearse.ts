import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gcpOutputs } from "../../infra/outputs.ts";
import { world } from "../site/world.ts";
import { observationsIn } from "../traffic/observation.ts";
import { askReady } from "./ask-ready.ts";
import { CUSTOMER_FILE } from "./broken-off.ts";
import { fillPrimary, onPrimary, outputs, publishNames, sendCanary, standUp, takeCacheCopy, takeExport } from "./company.ts";
import { customersFile, startTraffic, stopTraffic, untilCustomer } from "./customer.ts";
import { LabError } from "../lab-error.ts";
import { failOver, type Drive, type Learn, type RunReport } from "./failover.ts";
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
  /** AWS goes on answering: the run itself closes it. How the plan to approve is learnt from it. */
  readonly graceful?: Learn;
  /** After traffic has moved and before anyone looks at the data. */
  readonly beforeLooking: (stage: Stage, mirror: Login) => Promise<void>;
  /** What somebody does to the mirror once all has been looked at: then it is looked at once more. */
  readonly spoil?: (stage: Stage, mirror: Login) => Promise<void>;
};

/** What was observed, and what was once somebody had spoilt it. */
export type Rehearsed = { readonly observed: Observed; readonly spoilt?: Observed };

type Outage = Pick<Observed, "outageAt" | "darkAt">;

const ORDERS_BEFORE_EXPORT = 20;
const ORDERS_AFTER_EXPORT = 20;
const ORDERS_AT_MIRROR = 20;

const acknowledgedBy = (side: string, count: number, after = "") => (seen: readonly { kind: string }[]) =>
  seen.filter((o) => o.kind === "acknowledged" && "side" in o && o.side === side && "at" in o && String(o.at) > after).length >= count;

/** One whole rehearsal on a lab that is up: a company, its customer, an outage, a failover, and what was observed. */
export async function rehearse(stage: Stage, script: Script): Promise<Rehearsed> {
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

  const outage = script.graceful === undefined ? await goDark(stage) : undefined;
  const run = await failOver(stage, script.drive, script.preApproved, script.graceful);
  await stage.act("orders at the mirror", 5, () =>
    untilCustomer(stage, "orders accepted by the mirror", 90, acknowledgedBy("gcp", ORDERS_AT_MIRROR)));
  return observe(stage, script, { before, exportBegunAt, ...(outage ?? closedBy(run)), run });
}

/** AWS is cut off, and the customer notices. */
async function goDark(stage: Stage): Promise<Outage> {
  const outageAt = new Date().toISOString();
  const darkAt = await stage.act("AWS goes dark; nothing tells the kit", 4, async () => {
    await stage.awsDark(true);
    const darkAt = new Date().toISOString();
    await untilCustomer(stage, "the customer's first failed answer", 30, (seen) => seen.some((o) => o.kind === "failed" && o.at > outageAt));
    return darkAt;
  });
  return { outageAt, darkAt };
}

/** Where AWS answers to the end, the run's own fence ends its service, and it is the last export that must come back. */
function closedBy({ phases }: RunReport): Outage & Pick<Observed, "exportBegunAt"> {
  const phase = (id: string) => phases.find((one) => one.id === id);
  const [fence, last] = [phase("fence-source"), phase("final-export")];
  if (fence === undefined || last === undefined) throw new LabError("the run's report names no fence or no last export", "a graceful run has both", "look at 'failover report' in the drill's folder");
  return { outageAt: fence.startedAt, darkAt: new Date(Date.parse(fence.startedAt) + fence.seconds * 1000).toISOString(), exportBegunAt: last.startedAt };
}

async function observe(stage: Stage, script: Script, known: Pick<Observed, "before" | "exportBegunAt" | "outageAt" | "darkAt"> & { readonly run: RunReport }): Promise<Rehearsed> {
  return stage.act("look at what the customer and the database say", 5, async () => {
    await stopTraffic(stage);
    const file = await customersFile(stage);
    await writeFile(join(stage.directory, CUSTOMER_FILE), file);
    const { database, loadBalancer } = gcpOutputs.parse(await outputs(stage, "gcp"));
    const mirror: Login = { address: database.address, argv: ["sudo", "-u", "postgres", "psql", `--dbname=${world.database.name}`] };
    await script.beforeLooking(stage, mirror);
    const look = async (): Promise<Observed> => {
      const [after, held, receipts, egress] = await Promise.all([
        tableSums(stage, mirror), visitorsOrders(stage, mirror), receiptsAtMirror(stage), stage.egressAttempts(),
      ]);
      return { ...known, seen: observationsIn(file), after, held, receipts, egress, mirrorAddress: loadBalancer.address };
    };
    const observed = await look();
    if (script.spoil === undefined) return { observed };
    await script.spoil(stage, mirror);
    return { observed, spoilt: await look() };
  });
}
