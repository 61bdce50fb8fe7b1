import { clientVerdict } from "../traffic/verdict.ts";
import type { Observed } from "./findings.ts";
import type { DrillReport } from "./report.ts";

/** The drill's story: what happened when, from the customer's file and the kit's journal, in order of time. */
export function timelineOf({ seen, run, outageAt }: Observed, snapshotAt: string): DrillReport["timeline"] {
  const { acknowledged, longestOutage } = clientVerdict(seen);
  const told = [
    { at: acknowledged[0]?.at, what: "the customer's first order is acknowledged" },
    { at: snapshotAt, what: "the backup's snapshot" },
    { at: outageAt, what: "AWS goes dark" },
    { at: longestOutage?.failed.at, what: "the customer's first failed answer" },
    { at: run.decisions.find((d) => d.decision === "declare")?.at, what: "the disaster is declared" },
    ...run.phases.map(({ id, startedAt }) => ({ at: startedAt, what: `${id} begins` })),
    { at: longestOutage?.read?.at, what: "the customer's first good read" },
    { at: longestOutage?.accepted?.at, what: "the customer's first order accepted by the mirror" },
    { at: acknowledged.at(-1)?.at, what: "the customer's last order of the drill" },
  ];
  return told
    .flatMap(({ at, what }) => (at === undefined ? [] : [{ at: new Date(at).toISOString(), what }]))
    .toSorted((a, b) => a.at.localeCompare(b.at));
}
