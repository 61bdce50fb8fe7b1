import type { CanaryEvidence } from "../canary.ts";
import type { ComparisonReport } from "../comparison-report.ts";
import type { Finding } from "../readiness.ts";
import { ageText, secondsFrom } from "./ages.ts";
import { amber, green, red } from "./finding.ts";

const CHECK = "objects";
const DAY_SECONDS = 24 * 60 * 60;
const CANARY_OLD_SECONDS = 2 * DAY_SECONDS;
const COMPARISON_OLD_SECONDS = 35 * DAY_SECONDS;
const MEASURE = "'failover objects canary'";
const COMPARE = "'failover objects compare'";

/** What is known of the copies of the service's objects: the newest measurement of their lag, and the newest comparison. */
export type ObjectsKnown = { readonly canary: Pick<CanaryEvidence, "writtenAt" | "lagSeconds" | "waitedSeconds"> | undefined; readonly comparison: Pick<ComparisonReport, "endedAt" | "objects" | "counts" | "complete"> | undefined };

/** What users would miss of their files, by the newest measurements; without the section there is nothing to miss. */
export function objectsFindings(known: ObjectsKnown, maxLagMinutes: number | undefined, now: Date): readonly Finding[] {
  if (maxLagMinutes === undefined) return [green(CHECK, "failover.yaml has no section 'objects': nothing of the service's files is copied")];
  return [lagFinding(known.canary, maxLagMinutes, now), comparisonFinding(known.comparison, now)];
}

function lagFinding(canary: ObjectsKnown["canary"], maxLagMinutes: number, now: Date): Finding {
  const agreed = `agreed are ${ageText(maxLagMinutes * 60)}`;
  if (canary === undefined) return amber(CHECK, `nobody has measured how late the copies of the service's files are; ${agreed}`, MEASURE);
  const age = secondsFrom(canary.writtenAt, now);
  if (canary.lagSeconds === null) return red(CHECK, `a file written ${ageText(age)} ago had not arrived after ${ageText(canary.waitedSeconds)}: files newer than the last transfer would be missing; ${agreed}`, `see that the transfer runs, then ${MEASURE}`);
  const says = `files written in the last ${ageText(canary.lagSeconds)} before the outage would be missing, as measured ${ageText(age)} ago; ${agreed}`;
  if (canary.lagSeconds > maxLagMinutes * 60) return red(CHECK, says, `see that the transfer runs, then ${MEASURE}`);
  return age > CANARY_OLD_SECONDS ? amber(CHECK, says, MEASURE) : green(CHECK, says);
}

function comparisonFinding(comparison: ObjectsKnown["comparison"], now: Date): Finding {
  if (comparison === undefined) return amber(CHECK, "the copies of the service's files were never compared from here, so nobody knows whether older ones are all there", COMPARE);
  const { counts, objects, complete, endedAt } = comparison;
  const age = secondsFrom(endedAt, now);
  const ago = `as compared ${ageText(age)} ago`;
  if (!complete) return red(CHECK, `of ${objects} files ${counts.missing} are missing from the copies, ${counts.different} are different and ${counts.undecided} undecided, ${ago}`, `see that the transfer runs, then ${COMPARE}`);
  const says = `all ${objects} files are in the copies, but ${counts.underWay} still under way, ${ago}`;
  return age > COMPARISON_OLD_SECONDS ? amber(CHECK, says, COMPARE) : green(CHECK, says);
}
