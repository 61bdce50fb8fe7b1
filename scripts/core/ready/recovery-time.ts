import { criticalPath } from "../critical-path.ts";
import type { GraphStep } from "../next-moves.ts";
import type { Finding } from "../readiness.ts";
import type { RunReport } from "../run-report.ts";
import { ageText } from "./ages.ts";
import { amber, green, red, unknown } from "./finding.ts";

const CHECK = "recovery-time";
const REHEARSE = "rehearse a failover: the times of each step are kept with the run";
const LARGER = "a larger database machine (gcp: databaseMachineType), then rehearse again";
const OLD_DAYS = 100;
const DAY_SECONDS = 24 * 60 * 60;

/** These take as long as there is data; the others do not know how much there is. */
const grows: ReadonlySet<string> = new Set(["restore-data", "verify-data"]);

/** A finished run: its phases and how many bytes its backup held before encryption. */
export type Measured = Pick<RunReport, "run" | "begunAt" | "phases"> & { readonly bytes: number };

export type Prediction = { readonly seconds: number; readonly missing: readonly string[]; readonly from: string; readonly at: string; readonly scale: number };

type Graph = readonly Pick<GraphStep, "id" | "needs" | "endsOutage">[];

/** How long a failover would take now: the phases of the newest measured run, the data's scaled to today's size, along the critical path up to the end of the outage. */
export function predictedRecovery(graph: Graph, newest: Measured, bytesToday: number): Prediction {
  const scale = newest.bytes > 0 && bytesToday > 0 ? bytesToday / newest.bytes : 1;
  const seconds = new Map(newest.phases.map(({ id, seconds }) => [id, grows.has(id) ? seconds * scale : seconds]));
  const goal = graph.find(({ endsOutage }) => endsOutage === true)?.id;
  const path = criticalPath(graph, seconds, goal);
  return { seconds: path.seconds, missing: path.steps.filter((id) => !seconds.has(id)), from: newest.run, at: newest.begunAt, scale };
}

/** The predicted time against the agreed one; without a run that was measured nobody can say more than how long the data took when a restore was verified. */
export function recoveryTimeFinding(prediction: Prediction | { readonly restoreSeconds: number } | undefined, targetMinutes: number | undefined, now: Date): Finding {
  if (prediction === undefined) return unknown(CHECK, "no failover of this project was carried out or rehearsed from here, so nobody knows how long one takes", REHEARSE);
  if ("restoreSeconds" in prediction) return atLeast(prediction.restoreSeconds, targetMinutes);
  const { seconds, missing, from, at, scale } = prediction;
  const scaled = Math.abs(scale - 1) < 0.05 ? "" : `, with ${scale.toFixed(1)} times its data`;
  const parts = missing.length === 0 ? "" : `; nothing is known of ${missing.join(", ")}`;
  const agreed = targetMinutes === undefined ? "" : `; agreed are ${ageText(targetMinutes * 60)}`;
  const says = `about ${ageText(seconds)} from the declaration to open writes, as in ${from}${scaled}${agreed}${parts}`;
  if (targetMinutes !== undefined && seconds > targetMinutes * 60) return red(CHECK, says, LARGER);
  const age = (now.getTime() - Date.parse(at)) / 1000;
  if (age > OLD_DAYS * DAY_SECONDS) return amber(CHECK, `${says}; that was ${ageText(age)} ago`, REHEARSE);
  return missing.length > 0 ? amber(CHECK, says, REHEARSE) : green(CHECK, says);
}

function atLeast(restored: number, targetMinutes: number | undefined): Finding {
  const agreed = targetMinutes === undefined ? "" : `; agreed are ${ageText(targetMinutes * 60)}`;
  const says = `at least ${ageText(restored)}: so long the data took at the last verification by restore${agreed}; no failover was carried out or rehearsed from here, so nobody knows how long the rest takes`;
  return targetMinutes !== undefined && restored > targetMinutes * 60 ? red(CHECK, says, LARGER) : amber(CHECK, says, REHEARSE);
}
