import { clientVerdict, outageThatCounts } from "../traffic/verdict.ts";
import type { Observed } from "./findings.ts";
import type { DrillReport } from "./report.ts";

/** The drill's story: what happened when, from the customer's file and the kit's journal, in order of time. */
export function timelineOf({ seen, run, outageAt }: Observed, snapshotAt: string): DrillReport["timeline"] {
  const client = clientVerdict(seen);
  const { acknowledged } = client;
  const outage = outageThatCounts(seen, client);
  const told = [
    { at: acknowledged[0]?.at, what: "the customer's first order is acknowledged" },
    { at: snapshotAt, what: "the backup's snapshot" },
    { at: outageAt, what: "AWS goes dark" },
    { at: outage?.failed.at, what: "the customer's first failed answer" },
    { at: run.decisions.find((d) => d.decision === "declare")?.at, what: "the disaster is declared" },
    ...run.phases.map(({ id, startedAt }) => ({ at: startedAt, what: `${id} begins` })),
    { at: outage?.read?.at, what: "the customer's first good read" },
    { at: outage?.accepted?.at, what: "the customer's first order accepted by the mirror" },
    { at: acknowledged.at(-1)?.at, what: "the customer's last order of the drill" },
  ];
  return told
    .flatMap(({ at, what }) => (at === undefined ? [] : [{ at: new Date(at).toISOString(), what }]))
    .toSorted((a, b) => a.at.localeCompare(b.at));
}
