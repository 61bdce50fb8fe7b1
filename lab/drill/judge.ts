import type { DrillReport } from "./report.ts";

/** An order as the client posted it and as a database holds it. */
export type Order = { readonly id: string; readonly customer: number; readonly sku: string; readonly quantity: number; readonly note: string };

/** An order as a database holds it, with its lines: the shop writes one for each order. */
export type HeldOrder = Order & { readonly lines: readonly Pick<Order, "sku" | "quantity">[] };

/** An order the service said yes to, and when the client heard it. */
export type Acknowledged = Order & { readonly acknowledgedAt: string };

/** How a table stood before the outage and how it stands on the mirror. */
export type TableSum = { readonly table: string; readonly rows: number; readonly sum: string };

type Loss = DrillReport["rpo"]["lost"][number];

const same = (a: Order, b: Order) =>
  a.customer === b.customer && a.sku === b.sku && a.quantity === b.quantity && a.note === b.note;

const hasItsLine = ({ sku, quantity }: Order, { lines }: HeldOrder) =>
  lines.length === 1 && lines[0]?.sku === sku && lines[0].quantity === quantity;

/** Which acknowledged orders the mirror's database does not hold exactly as they were acknowledged. */
export function losses(acknowledged: readonly Acknowledged[], held: ReadonlyMap<string, HeldOrder>): Loss[] {
  return acknowledged.flatMap(({ acknowledgedAt, ...order }) => {
    const row = held.get(order.id);
    if (row === undefined) return [{ id: order.id, acknowledgedAt, why: "not in the mirror's database" }];
    if (!same(order, row)) return [{ id: order.id, acknowledgedAt, why: "in the mirror's database with other values" }];
    return hasItsLine(order, row) ? [] : [{ id: order.id, acknowledgedAt, why: "in the mirror's database without its one line, or with others" }];
  });
}

/** Which acknowledged orders' receipts cannot be read where the mirror keeps its objects, or say something else than the order. */
export function receiptsMissing(acknowledged: readonly Acknowledged[], receipts: ReadonlyMap<string, Order>): Loss[] {
  return acknowledged.flatMap(({ acknowledgedAt, ...order }) => {
    const receipt = receipts.get(order.id);
    if (receipt !== undefined && same(order, receipt)) return [];
    return [{ id: order.id, acknowledgedAt, why: receipt === undefined ? "no receipt in the objects bucket" : "a receipt with other values" }];
  });
}

/** Table by table, whether the mirror holds what the primary held; a table missing on either side is not the same. */
export function compareTables(before: readonly TableSum[], after: readonly TableSum[]): DrillReport["tables"] {
  const names = [...new Set([...before, ...after].map((t) => t.table))].sort();
  return names.map((table) => {
    const [source, mirror] = [before, after].map((side) => side.find((t) => t.table === table));
    const alike = source !== undefined && mirror !== undefined && source.rows === mirror.rows && source.sum === mirror.sum;
    return { table, rows: mirror?.rows ?? 0, same: alike };
  });
}

export type Findings = Pick<DrillReport, "rto" | "rpo" | "objects" | "mirror" | "tables" | "egressAttempts" | "secrets" | "leftBehind">;

/** Each of these must have been looked into, or the silence says nothing. */
const KINDS = ["what commands printed", "command lines", "files of the project", "files of the drill", "logs of the lab", "objects in the buckets", "files on the hosts", "the hosts' journals"];

/** Every reason why a drill did not prove what it should; none means passed. Exit codes of steps have no say here. */
export function objections(found: Findings): string[] {
  const { rto, rpo, mirror } = found;
  const rules: readonly (readonly [boolean, string])[] = [
    [rto.unendedSeconds > 0, `the client's last ${rto.unendedSeconds.toFixed(0)} s brought no accepted order, and it stopped with the service failing`],
    [rto.clientSeconds === null && rto.unendedSeconds === 0, "the client saw no outage that ended: no order failed and was accepted again afterwards"],
    [rto.declaredToGoodSeconds === null, "the client got no good read after the declaration"],
    [rto.declaredToWriteSeconds === null, "the client's orders were not accepted after the declaration"],
    [rpo.acknowledged === 0, "the client had no order acknowledged before the outage, so nothing was proven"],
    [rpo.acknowledgedInTheDark > 0, `the primary acknowledged ${rpo.acknowledgedInTheDark} order(s) sent after AWS went dark, so there was no outage`],
    [Date.parse(rpo.backup.snapshotAt) < Date.parse(rpo.exportBegunAt), `the backup shows ${rpo.backup.snapshotAt}, which is before the export of ${rpo.exportBegunAt} that should have been restored`],
    [rpo.acknowledged > 0 && rpo.recovered === 0, "not one of the primary's orders is on the mirror"],
    [rpo.lostBeforeBackup > 0, `${rpo.lostBeforeBackup} order(s) acknowledged before the backup's snapshot are not on the mirror as they were`],
    [found.objects.missingBeforeBackup > 0, `${found.objects.missingBeforeBackup} receipt(s) of orders acknowledged before the backup's snapshot cannot be read at the mirror`],
    [found.objects.promised > 0 && found.objects.readable === 0, "not one of the primary's receipts can be read at the mirror"],
    [mirror.acknowledged === 0, "the mirror acknowledged no order"],
    [mirror.recovered < mirror.acknowledged, `${mirror.acknowledged - mirror.recovered} order(s) that the mirror acknowledged are not in its database`],
    [found.tables.length === 0, "no table was compared, so nothing is proven about the data that was there before"],
    ...found.tables.map((t) => [!t.same, `table ${t.table} is not what it was on the primary`] as const),
    ...found.tables.map((t) => [t.same && t.rows === 0, `table ${t.table} was empty on both sides, so nothing is proven about it`] as const),
    [found.egressAttempts > 0, `${found.egressAttempts} attempt(s) to reach an address outside the rehearsal`],
    [found.secrets.secrets.length === 0, "no secret was looked for"],
    ...KINDS.map((kind) => [!found.secrets.looked.some((looked) => looked.kind === kind && looked.places > 0), `nothing was searched for secrets of the kind: ${kind}`] as const),
    ...found.secrets.found.map(({ place, secret, as }) => [true, `a secret, ${secret}, stands ${as === "as it is" ? "as it is" : as} in: ${place}`] as const),
    [found.leftBehind.length > 0, `left behind: ${found.leftBehind.join(", ")}`],
  ];
  return rules.filter(([broken]) => broken).map(([, reason]) => reason);
}
