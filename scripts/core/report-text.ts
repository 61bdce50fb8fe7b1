import { z } from "zod";
import { recordedLines } from "./declaration/recorded.ts";
import { fidelitySummary, fidelityTable } from "./fidelity/verified.ts";
import { indented } from "./one-line.ts";
import type { Paper } from "./paper.ts";
import { protectionLines } from "./protection.ts";
import { runPicture } from "./run-picture.ts";
import type { RunReport } from "./run-report.ts";

const verifiedOutput = z.object({ fidelity: z.array(fidelitySummary) });

/** How the restored databases compare with their source; nothing in a run that has not looked, or whose kit did not tell. */
function fidelityLines({ outputs }: RunReport): readonly string[] {
  const { data } = verifiedOutput.safeParse(outputs["verify-data"]);
  return (data?.fidelity ?? []).filter(({ classes }) => classes.length > 0).flatMap((one) => ["", ...fidelityTable(one)]);
}

/** A run's report for a person: what was decided, and a picture of what ran when. */
export function reportText(report: RunReport, paper: Paper): string {
  const picture = runPicture(report, paper);
  return [
    ...indented(`Run ${report.run}: ${report.outcome}; plan ${report.planDigest}`, 0, paper.columns),
    ...(report.finalExport === null ? [] : indented(report.finalExport, 2, paper.columns)),
    ...protectionLines(report.protection).flatMap((line) => indented(line, 2, paper.columns)),
    "",
    ...report.decisions.flatMap(({ at, decision, who, what, why }) => [
      ...indented(`${at.slice(11, 19)}Z  ${decision}, by ${who}: ${why}`, 2, paper.columns),
      ...recordedLines(what).flatMap((line) => indented(line, 13, paper.columns)),
    ]),
    ...(picture.length === 0 ? [] : ["", ...picture]),
    ...fidelityLines(report).flatMap((line) => (line === "" ? [line] : indented(line.trimStart(), line.length - line.trimStart().length, paper.columns))),
  ].join("\n");
}
