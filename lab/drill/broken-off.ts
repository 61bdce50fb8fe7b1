import { copyFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Place } from "../place.ts";
import { customersFile } from "./customer.ts";
import { renderBrokenOff } from "./render.ts";
import type { BrokenOffReport } from "./report.ts";
import type { Stage } from "./stage.ts";

/** The names of what a drill keeps of its customer and of its run. */
export const CUSTOMER_FILE = "customer.jsonl";
const JOURNAL_FILE = "journal.jsonl";

const runsOf = ({ site }: Pick<Place, "site">): string => join(site, ".failover/runs");

/** Keeps the journal of a run in the drill's folder. */
export const keepJournal = (place: Pick<Place, "site">, directory: string, run: string): Promise<void> =>
  copyFile(join(runsOf(place), run, JOURNAL_FILE), join(directory, JOURNAL_FILE));

/** Keeps what there is of a drill that breaks off, and returns the names of the files; what cannot be had is no further trouble. */
export async function keepWhatThereIs(place: Pick<Place, "site">, directory: string, stage: Stage | undefined): Promise<readonly string[]> {
  const customer = async (): Promise<string[]> => {
    if (stage === undefined) return [];
    await writeFile(join(directory, CUSTOMER_FILE), await customersFile(stage));
    return [CUSTOMER_FILE];
  };
  const journal = async (): Promise<string[]> => {
    // Runs are named by their time, and the site is made anew for each drill.
    const run = (await readdir(runsOf(place))).toSorted().at(-1);
    if (stage === undefined || run === undefined) return [];
    await keepJournal(place, directory, run);
    return [JOURNAL_FILE];
  };
  return (await Promise.all([customer().catch(() => []), journal().catch(() => [])])).flat();
}

type Facts = { readonly id: string; readonly startedAt: Date; readonly reason: string; readonly kept: readonly string[]; readonly leftBehind: readonly string[] };

/** Writes the report of a drill that broke off: failed, and why. */
export async function writeBrokenOff(directory: string, { id, startedAt, reason, kept, leftBehind }: Facts): Promise<void> {
  const report: BrokenOffReport = {
    schema: "failover-kit/drill-report/1",
    drill: id,
    verdict: "failed",
    because: [reason],
    brokenOff: true,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    kept: [...kept],
    leftBehind: [...leftBehind],
  };
  await writeFile(join(directory, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(directory, "report.md"), renderBrokenOff(report));
}
