import { z } from "zod";

const levels = z.union([z.literal(1), z.literal(2), z.literal(3)], "1, 2 or 3");

/** Which backup a failover begins from: the newest sound one, the newest that passed a level of verification, or the newest that shows nothing later than a moment, when what came after it is what went wrong. */
export const recoveryPointSchema = z.union(
  [z.literal("newest"), z.strictObject({ at: z.iso.datetime("a moment like 2026-11-23T08:00:00Z") }), z.strictObject({ verified: levels })],
  "'newest', 'at' with a moment like 2026-11-23T08:00:00Z, or 'verified' with a level",
);

export type RecoveryPoint = z.infer<typeof recoveryPointSchema>;
export type Level = z.infer<typeof levels>;

/** The rule in words, for a plan: changing it changes what is approved. */
export function recoveryPointText(point: RecoveryPoint): string {
  if (point === "newest") return "the newest export whose signature verifies";
  if ("at" in point) return `the newest export that shows nothing after ${point.at}; everything later is lost`;
  return `the newest export that passed level ${point.verified}; everything since it was made is lost`;
}

/** What is known of a backup that the rule may ask for. */
export type Known = { readonly snapshotAt: string; readonly passed: (level: Level) => boolean };

/** Why the rule passes over a backup, or undefined when it may be taken. */
export function passedOver(point: RecoveryPoint, { snapshotAt, passed }: Known): string | undefined {
  if (point === "newest") return undefined;
  if ("verified" in point) return passed(point.verified) ? undefined : `no receipt says that it passed level ${point.verified}, which recovery.point asks for`;
  return Date.parse(snapshotAt) <= Date.parse(point.at) ? undefined : `it shows ${snapshotAt}, which is after recovery.point's ${point.at}`;
}
