import type { BrokenOffReport, DrillReport } from "./report.ts";
import { drawPhases } from "./timeline.ts";

const LISTED_LOSSES = 20;
const or = (value: number | null) => (value === null ? "never" : `${value.toFixed(1)} s`);
const clock = (at: string) => at.slice(11, 19);

function searched({ looked, commandLineLooks, found, atHome }: DrillReport["secrets"]): string {
  const megabytes = looked.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  const places = looked.map(({ kind, places }) => `${kind} ${places}`).join(", ");
  return `${found.length === 0 ? "none found" : `FOUND in ${found.length} places`} outside of ${new Set(atHome.map(({ place }) => place)).size} files meant for them: ${places} (${megabytes.toFixed(0)} MB; ${commandLineLooks} looks at the command lines)`;
}

/** The report as a page a person reads: the verdict first, then time, loss, and the timeline. */
export function renderReport(report: DrillReport): string {
  const { rto, rpo } = report;
  return [
    `# Drill ${report.drill}: ${report.verdict}`,
    ...(report.because.length > 0 ? ["", ...report.because.map((reason) => `- ${reason}`)] : []),
    "",
    `Run ${report.run}, ${report.startedAt}, ${report.seconds.toFixed(0)} s in all.`,
    "",
    "| recovery time | |",
    "|---|---|",
    `| the client's outage: first failed answer to first accepted order | ${or(rto.clientSeconds)} |`,
    `| declaration to first good read | ${or(rto.declaredToGoodSeconds)} |`,
    `| declaration to first accepted order | ${or(rto.declaredToWriteSeconds)} |`,
    `| critical path of the run | ${rto.criticalPathSeconds.toFixed(1)} s |`,
    `| the unproxied name ${report.unproxiedName.name} answers the new address after | ${or(report.unproxiedName.seconds)} |`,
    "",
    "| data | |",
    "|---|---|",
    `| backup | ${rpo.backup.id}, snapshot at ${rpo.backup.snapshotAt} |`,
    `| orders acknowledged before the outage | ${rpo.acknowledged} |`,
    `| of these on the mirror, value for value | ${rpo.recovered} |`,
    `| lost although acknowledged before the snapshot | ${rpo.lostBeforeBackup} |`,
    `| lost because acknowledged after the snapshot | ${rpo.lostAfterBackup} (a window of ${rpo.seconds.toFixed(1)} s) |`,
    `| orders acknowledged by the mirror, and in its database | ${report.mirror.acknowledged}, ${report.mirror.recovered} |`,
    `| receipts in the object store | ${rpo.receipts} |`,
    ...report.tables.map((t) => `| table ${t.table}, ${t.rows} rows | ${t.same ? "the same, by content" : "DIFFERENT"} |`),
    `| attempts to reach the outside | ${report.egressAttempts} |`,
    `| searched for ${report.secrets.secrets.length} secrets | ${searched(report.secrets)} |`,
    `| left behind | ${report.leftBehind.length === 0 ? "nothing" : report.leftBehind.join(", ")} |`,
    "",
    "## Steps of the run",
    "",
    "```text",
    drawPhases(rto.phases, rto.criticalPath),
    "```",
    "",
    "## What happened when (UTC)",
    "",
    ...report.timeline.map(({ at, what }) => `- ${clock(at)} ${what}`),
    ...listLosses(rpo.lost),
    "",
  ].join("\n");
}

/** The same of a drill that broke off: why, and what there is to read. */
export function renderBrokenOff({ drill, because, startedAt, seconds, kept, leftBehind }: BrokenOffReport): string {
  return [
    `# Drill ${drill}: failed`,
    "",
    ...because.map((reason) => `- ${reason.replaceAll("\n", "\n  ")}`),
    "",
    `It broke off after ${seconds.toFixed(0)} s, begun at ${startedAt}: nothing was judged.`,
    "",
    `Kept: ${kept.length === 0 ? "nothing" : kept.join(", ")}. Left behind: ${leftBehind.length === 0 ? "nothing" : leftBehind.join(", ")}.`,
    "",
  ].join("\n");
}

function listLosses(lost: DrillReport["rpo"]["lost"]): string[] {
  if (lost.length === 0) return [];
  const shown = lost.slice(0, LISTED_LOSSES).map((o) => `- ${o.id}, acknowledged ${clock(o.acknowledgedAt)}: ${o.why}`);
  const rest = lost.length > LISTED_LOSSES ? [`- and ${lost.length - LISTED_LOSSES} more in report.json`] : [];
  return ["", "## Orders lost", "", ...shown, ...rest];
}
