import { z } from "zod";

/** Which backup a failover begins from: the newest sound one, or the newest that shows nothing later than a moment, when what came after it is what went wrong. */
export const recoveryPointSchema = z.union([z.literal("newest"), z.strictObject({ at: z.iso.datetime("a moment like 2026-11-23T08:00:00Z") })], "'newest', or 'at' with a moment like 2026-11-23T08:00:00Z");

export type RecoveryPoint = z.infer<typeof recoveryPointSchema>;

/** The rule in words, for a plan: changing it changes what is approved. */
export const recoveryPointText = (point: RecoveryPoint): string =>
  point === "newest" ? "the newest export whose signature verifies" : `the newest export that shows nothing after ${point.at}; everything later is lost`;

/** Why the rule passes over a backup with this snapshot, or undefined when it may be taken. */
export function passedOver(point: RecoveryPoint, snapshotAt: string): string | undefined {
  if (point === "newest" || Date.parse(snapshotAt) <= Date.parse(point.at)) return undefined;
  return `it shows ${snapshotAt}, which is after recovery.point's ${point.at}`;
}
