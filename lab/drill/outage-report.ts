import type { Observation } from "../traffic/observation.ts";
import type { HeldOrder } from "./judge.ts";

/** What the customer went through in a database outage, by what the customer's own client wrote down. */
export type OutageReport = {
  readonly schema: "failover-kit/database-outage-report/1";
  readonly drill: string;
  readonly verdict: "passed" | "failed";
  readonly because: readonly string[];
  readonly goneAt: string;
  readonly runs: readonly string[];
  readonly downtimeSeconds: number;
  readonly lost: readonly string[];
  /** The kit's own word for it: no more than this many seconds of writes. */
  readonly toldLossSecondsAtMost: number | null;
  /** Orders that the customer was promised before the moment up to which the database was restored, and that are not there. */
  readonly lostBeforeThat: readonly string[];
};

type Known = { readonly seen: readonly Observation[]; readonly goneAt: string; readonly held: ReadonlyMap<string, HeldOrder>; readonly recoveredUntil: string };

const acknowledged = (seen: readonly Observation[]) => seen.flatMap((one) => (one.kind === "acknowledged" ? [one] : []));

/** From the customer's last good answer before the disk was gone to the first one after, and every promised order that is not there. */
export function measureOutage({ seen, goneAt, held, recoveredUntil }: Known): Pick<OutageReport, "downtimeSeconds" | "lost" | "lostBeforeThat"> {
  const promised = acknowledged(seen);
  const firstFailure = seen.find((one) => one.kind === "failed" && one.at > goneAt)?.at ?? goneAt;
  const before = promised.filter(({ at }) => at <= firstFailure).at(-1)?.at ?? goneAt;
  const after = promised.find(({ at }) => at > firstFailure)?.at;
  const missing = promised.filter(({ order }) => !held.has(order.id));
  return {
    downtimeSeconds: after === undefined ? Number.POSITIVE_INFINITY : (Date.parse(after) - Date.parse(before)) / 1000,
    lost: missing.map(({ order }) => order.id),
    lostBeforeThat: missing.filter(({ at }) => at <= recoveredUntil).map(({ order }) => order.id),
  };
}

/** The same for people. */
export const renderOutage = (report: OutageReport): string =>
  [
    `# Database outage ${report.drill}: ${report.verdict}`,
    "",
    ...report.because.map((line) => `- ${line}`),
    `- The customer had no good answer for ${report.downtimeSeconds.toFixed(1)} s.`,
    `- ${report.lost.length} acknowledged orders are not in the new database; ${report.lostBeforeThat.length} of them were acknowledged before the restored moment.`,
    `- The kit said: at most ${report.toldLossSecondsAtMost ?? "?"} s of writes.`,
    `- Runs: ${report.runs.join(", ")}. The disk was gone at ${report.goneAt}.`,
    "",
  ].join("\n");
