import type { RunReport } from "./run-report.ts";

/** A run's report for a person; steps on the critical path carry a star. */
export function reportText(report: RunReport): string {
  return [
    `Run ${report.run}: ${report.outcome}; plan ${report.planDigest}`,
    "",
    ...report.decisions.map(({ at, decision, who, why }) => `  ${clock(at)}  ${decision}, by ${who}: ${why}`),
    ...(report.phases.length === 0 ? [] : phaseLines(report)),
  ].join("\n");
}

function phaseLines(report: RunReport): readonly string[] {
  return [
    "",
    ...report.phases.map(({ id, startedAt, seconds, attempts }) => {
      const star = report.criticalPath.includes(id) ? "*" : " ";
      return `  ${clock(startedAt)} ${star} ${id.padEnd(18)} ${seconds.toFixed(1).padStart(7)} s${attempts > 1 ? `  (${attempts} attempts)` : ""}`;
    }),
    "",
    `* the critical path: ${report.criticalPathSeconds.toFixed(1)} s; nothing else made the outage longer`,
  ];
}

const clock = (at: string): string => `${at.slice(11, 19)}Z`;
