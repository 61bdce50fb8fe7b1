import type { Observation } from "../traffic/observation.ts";
import type { HeldOrder } from "./judge.ts";
import type { CountedTable, LostOrder, ToldLoss } from "./told-loss.ts";

/** What the customer went through in a database outage, by what the customer's own client wrote down, and what the kit said of it. */
export type OutageReport = {
  readonly schema: "failover-kit/database-outage-report/1";
  readonly drill: string;
  readonly verdict: "passed" | "failed";
  readonly because: readonly string[];
  readonly goneAt: string;
  readonly runs: readonly string[];
  readonly downtimeSeconds: number;
  readonly lost: readonly LostOrder[];
  /** Orders that the customer was promised before the moment up to which the database was restored, and that are not there. */
  readonly lostBeforeThat: readonly string[];
  /** The kit's own word for it. */
  readonly told: ToldLoss;
  /** Orders that were lost and that the kit's word does not cover. */
  readonly lostUntold: readonly string[];
  /** The rows of what the kit told of, counted by the lab. */
  readonly counted: readonly CountedTable[];
};

type Known = { readonly seen: readonly Observation[]; readonly goneAt: string; readonly held: ReadonlyMap<string, HeldOrder>; readonly recoveredUntil: string };

/** By the longest time that the customer waited for a good answer, and every promised order that is not there. */
export function measureOutage({ seen, goneAt, held, recoveredUntil }: Known): Pick<OutageReport, "downtimeSeconds" | "lost" | "lostBeforeThat"> {
  const promised = seen.flatMap((one) => (one.kind === "acknowledged" ? [one] : [])).toSorted((a, b) => a.at.localeCompare(b.at));
  const missing = promised.filter(({ order }) => !held.has(order.id));
  const [last, end] = [promised.at(-1)?.at ?? "", seen.reduce((latest, { at }) => (at > latest ? at : latest), "")];
  // Hosts come back one after the other, and each may refuse once more: the outage is the longest silence, and not the first.
  const waits = promised.flatMap(({ at }, index) => (at > goneAt ? [secondsBetween(promised[index - 1]?.at ?? goneAt, at)] : []));
  const servedAgain = last > goneAt && secondsBetween(last, end) <= Math.max(0, ...waits);
  return {
    downtimeSeconds: servedAgain ? Math.max(...waits) : Number.POSITIVE_INFINITY,
    lost: missing.map(({ order, at }) => ({ id: order.id, at })),
    lostBeforeThat: missing.filter(({ at }) => at <= recoveredUntil).map(({ order }) => order.id),
  };
}

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

/** The same for people. */
export function renderOutage({ drill, verdict, because, downtimeSeconds, lost, lostBeforeThat, told, lostUntold, counted, runs, goneAt }: OutageReport): string {
  const rows = counted.map(({ table, told: said, found }) => `| ${table} | ${said.restored} | ${found.restored ?? "?"} | ${said.other} | ${found.other ?? "?"} |`);
  return [
    `# Database outage ${drill}: ${verdict}`,
    "",
    ...because.map((line) => `- ${line}`),
    `- The customer had no good answer for ${downtimeSeconds.toFixed(1)} s.`,
    `- The client lost ${lost.length} acknowledged orders${lost.length === 0 ? "" : `, acknowledged from ${lost[0]?.at ?? ""} to ${lost.at(-1)?.at ?? ""}`}; ${lostBeforeThat.length} of them were acknowledged before the restored moment.`,
    `- The kit said: lost are writes of at most ${told.lossSecondsAtMost} s, those after ${told.recoveredUntil} until ${told.writesUntil}. ${lostUntold.length} lost orders are not among them.`,
    `- Beside the broken database the kit said: ${told.beside}.`,
    `- Runs: ${runs.join(", ")}. The database was gone at ${goneAt}.`,
    "",
    ...(rows.length === 0 ? [] : ["| table | restored, told | counted | the export, told | in its manifest |", "|---|---|---|---|---|", ...rows, ""]),
  ].join("\n");
}
