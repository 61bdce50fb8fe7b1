import { clientVerdict, outageSeconds, outageThatCounts, unendedSeconds, type Outage } from "../traffic/verdict.ts";
import type { Observation } from "../traffic/observation.ts";
import { z } from "zod";
import type { RunReport } from "./failover.ts";
import { compareTables, losses, receiptsMissing, type Acknowledged, type Findings, type HeldOrder, type Order, type TableSum } from "./judge.ts";

/** Everything a drill has observed, before anyone has judged it. */
export type Observed = {
  readonly seen: readonly Observation[];
  readonly run: RunReport;
  /** When the export was asked for that the failover should bring back: by the rehearsal's word, not by the kit's. */
  readonly exportBegunAt: string;
  readonly outageAt: string;
  /** When AWS was dark beyond doubt. */
  readonly darkAt: string;
  /** Where every name should point after the cutover. */
  readonly mirrorAddress: string;
  readonly before: readonly TableSum[];
  readonly after: readonly TableSum[];
  readonly held: ReadonlyMap<string, HeldOrder>;
  /** The receipts that can be read in the mirror's objects bucket, by their order. */
  readonly receipts: ReadonlyMap<string, Order>;
  readonly egress: readonly string[];
};

const chosen = z.object({ id: z.string(), snapshotAt: z.iso.datetime() });
/** What the shop calls itself in Google Cloud. */
const MIRROR = "gcp";
const secondsBetween = (from: string, until: string) => Math.max(0, (Date.parse(until) - Date.parse(from)) / 1000);

/** Turns observations into the report's figures; pure, so that a planted loss can be shown to change the verdict. */
export function findings(observed: Observed): Omit<Findings, "leftBehind" | "secrets"> {
  const { seen, run } = observed;
  const client = clientVerdict(seen);
  const declaredAt = run.decisions.find((d) => d.decision === "declare")?.at;
  const all = client.acknowledged.map((a): Acknowledged & { side: string; sentAt: string } => ({ ...a.order, acknowledgedAt: a.at, side: a.side, sentAt: a.sentAt }));
  const [primary, mirror] = [all.filter((o) => o.side !== MIRROR), all.filter((o) => o.side === MIRROR)];
  const backup = chosen.parse(run.outputs["choose-backup"]);
  const lost = losses(primary, observed.held);
  const isBeforeBackup = (o: { readonly acknowledgedAt: string }) => Date.parse(o.acknowledgedAt) < Date.parse(backup.snapshotAt);
  const beforeBackup = lost.filter(isBeforeBackup);
  const unreceipted = receiptsMissing(primary, observed.receipts);
  const readable = primary.length - unreceipted.length;
  const last = primary.at(-1)?.acknowledgedAt ?? backup.snapshotAt;
  return {
    rto: {
      clientSeconds: clientSeconds(outageThatCounts(seen, client)),
      unendedSeconds: unendedSeconds(seen, client),
      declaredToGoodSeconds: declaredAt === undefined ? null : secondsToFirst(seen, declaredAt, (o) => o.kind === "read" && o.side === MIRROR),
      declaredToWriteSeconds: declaredAt === undefined ? null : secondsToFirst(seen, declaredAt, (o) => o.kind === "acknowledged" && o.side === MIRROR),
      phases: run.phases.map(({ id, startedAt, seconds }) => ({ id, startedAt, seconds })),
      criticalPath: run.criticalPath,
      criticalPathSeconds: run.criticalPathSeconds,
    },
    rpo: {
      backup,
      exportBegunAt: observed.exportBegunAt,
      acknowledged: primary.length,
      acknowledgedInTheDark: primary.filter((o) => o.sentAt > observed.darkAt).length,
      recovered: primary.length - lost.length,
      lostBeforeBackup: beforeBackup.length,
      lostAfterBackup: lost.length - beforeBackup.length,
      lost,
      seconds: secondsBetween(backup.snapshotAt, last),
      receipts: `${readable} of ${primary.length} that were promised can be read at the mirror`,
    },
    objects: {
      promised: primary.length,
      readable,
      missingBeforeBackup: unreceipted.filter(isBeforeBackup).length,
      missingAfterBackup: unreceipted.filter((o) => !isBeforeBackup(o)).length,
      missing: unreceipted,
    },
    mirror: { acknowledged: mirror.length, recovered: mirror.length - losses(mirror, observed.held).length },
    tables: compareTables(observed.before, observed.after),
    egressAttempts: observed.egress.length,
  };
}

function clientSeconds(outage: Outage | undefined): number | null {
  const seconds = outage === undefined ? Infinity : outageSeconds(outage);
  return Number.isFinite(seconds) ? seconds : null;
}

/** From a moment to the first such observation whose request was sent after it. */
function secondsToFirst(seen: readonly Observation[], from: string, wanted: (seen: Observation) => boolean): number | null {
  const first = seen.filter(wanted).find((o) => "sentAt" in o && o.sentAt >= from);
  return first === undefined ? null : secondsBetween(from, first.at);
}

/** How long after the records changed the customer's resolver gave the new address of a name; null while it never did. */
export function propagationSeconds(seen: readonly Observation[], changedAt: string, name: string, address: string): number | null {
  const first = seen.find((o) => o.kind === "resolved" && o.name === name && o.at >= changedAt && o.addresses.includes(address));
  return first === undefined ? null : secondsBetween(changedAt, first.at);
}
