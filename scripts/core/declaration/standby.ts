import { ofKind, standbyItems, type StandbyItem, type Told } from "../evidence.ts";

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

export const standbyLines = (told: readonly Told[]): readonly string[] =>
  standbyOf(told).map(({ item, work, done }) => (done === null ? `open  ${item}: ${work}` : `done  ${item}, ${done.at.slice(0, 16)}Z by ${done.by}: ${done.because}`));
