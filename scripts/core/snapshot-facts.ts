import type { RdsSnapshot } from "./rds.ts";
import type { Kept } from "./retention.ts";

const TAG = "failover-kit";

/** What tells the snapshots that the kit took from anybody else's. */
export const snapshotTags = (service: string): Readonly<Record<string, string>> => ({ [TAG]: service });

/** As in failover-shop-20261125t210000z. RDS takes letters, digits and single hyphens. */
export const snapshotId = (service: string, at: Date): string => `failover-${service}-${at.toISOString().replaceAll(/[-:]|\.\d+/g, "").toLowerCase()}`.replaceAll(/-+/g, "-");

/** A snapshot as the rotation sees it; one whose copying has not begun has no time yet, and counts as of now. */
export const keptSnapshot = ({ id, createdAt, kind, status, tags }: RdsSnapshot, service: string, now: Date): Kept => ({
  id,
  createdAt: createdAt ?? now.toISOString(),
  isOurs: kind === "manual" && tags[TAG] === service,
  soundness: status === "available" && createdAt !== undefined ? "sound" : "unknown",
});
