import type { RetentionRule } from "./retention.ts";
import type { WrittenSettings } from "./settings-schema.ts";

const HOUR_MINUTES = 60;

/** What failover.yaml says of a kind of kept things, as one rule; undefined where nothing is to be rotated. */
export function ruleFor(kind: "export" | "snapshot", { retention, export: exporting }: Pick<WrittenSettings, "retention" | "export">): RetentionRule | undefined {
  if (retention === undefined) return undefined;
  const { keep, minimumAgeDays, minimumCount, snapshotsStaleAfterHours } = retention;
  return { keep, minimumAgeDays, minimumCount, staleAfterMinutes: kind === "export" ? exporting.targetAgeMinutes : snapshotsStaleAfterHours * HOUR_MINUTES };
}
