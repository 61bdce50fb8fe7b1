import { indented } from "../one-line.ts";
import { ofKind, standbyItems, type StandbyItem, type Told } from "../evidence.ts";

const MARK = "open  ";

/** What each piece of work is, as a person does it. */
const work: Readonly<Record<StandbyItem, string>> = {
  freeze: "stop deployments, infrastructure changes and pruning",
  export: "refresh the export, while the database still answers: 'systemctl start failover-export' on the exporter's host",
  image: "see that the mirror's image is baked and in place: 'failover ready'",
  quota: "see that Google's quotas and capacity suffice, and ask for more",
  credentials: "try every credential of the day: 'failover ready' where the keys are at hand",
};

export type Standby = { readonly item: StandbyItem; readonly work: string; readonly done: { readonly at: string; readonly by: string; readonly because: string } | null };

/** The work that can be done before the gate opens, and what of it somebody has written down as done. */
export function standbyOf(told: readonly Told[]): readonly Standby[] {
  const done = new Map(ofKind(told, "standby").map(({ entry }) => [entry.item, { at: entry.at, by: entry.by, because: entry.because }]));
  return standbyItems.map((item) => ({ item, work: work[item], done: done.get(item) ?? null }));
}

/** The same for a person, set in by so many columns; what needs more room hangs below its item. */
export const standbyLines = (told: readonly Told[], by: number, columns: number): readonly string[] =>
  standbyOf(told).flatMap(({ item, work, done }) => {
    const [first = "", ...others] = indented(done === null ? `${item}: ${work}` : `${item}, ${done.at.slice(0, 16)}Z by ${done.by}: ${done.because}`, by + MARK.length, columns);
    return [`${" ".repeat(by)}${done === null ? "open" : "done"}  ${first.trimStart()}`, ...others];
  });
