import type { RetentionRule } from "./retention.ts";
import type { WrittenSettings } from "./settings-schema.ts";

const HOUR_MINUTES = 60;

/** A copy of the cache that is older is of a time that nobody goes back to: whoever makes them is broken. */
export const CACHE_STALE_HOURS = 26;

/** What is kept, by what it is. */
export const kinds = ["export", "snapshot", "cache"] as const;
export type Kind = (typeof kinds)[number];

/** What failover.yaml says of each kind of kept things, as one rule; undefined where nothing is to be rotated. */
export function rulesFor({ retention, export: exporting }: Pick<WrittenSettings, "retention" | "export">): Readonly<Record<Kind, RetentionRule>> | undefined {
  if (retention === undefined) return undefined;
  const { keep, minimumAgeDays, minimumCount, snapshotsStaleAfterHours } = retention;
  const common = { keep, minimumAgeDays, minimumCount };
  return {
    export: { ...common, staleAfterMinutes: exporting.targetAgeMinutes },
    snapshot: { ...common, staleAfterMinutes: snapshotsStaleAfterHours * HOUR_MINUTES },
    // No database goes back weeks to meet an old cache, and people's sessions are no thing to keep.
    cache: { ...common, keep: { ...keep, weekly: 0, monthly: 0 }, staleAfterMinutes: CACHE_STALE_HOURS * HOUR_MINUTES },
  };
}
