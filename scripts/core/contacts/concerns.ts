import type { Contacts, Person } from "./contacts.ts";

/** What makes a calling list less than it should be, without making it wrong. Entries are named by their ids. */
export type Concern = {
  readonly id: string;
  readonly because: "no deputy" | "no telephone number" | "never verified" | "not verified of late" | "verified on a day to come";
  /** Since somebody last verified it. */
  readonly days?: number;
};

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const FIRST_PLACE_HOURS = 14;

/** Whoever is in a team is called first, and needs somebody to follow; a deputy who is in none is the end of the line. */
export function concerns({ people, teams, vendors }: Contacts, at: Date, verifyAfterDays: number): readonly Concern[] {
  const called = new Set(teams.flatMap(({ members }) => members));
  return [
    ...people.filter(({ id, deputy }) => called.has(id) && deputy === undefined).map(({ id }): Concern => ({ id, because: "no deputy" })),
    ...people.filter(hasNoNumber).map(({ id }): Concern => ({ id, because: "no telephone number" })),
    ...[...people, ...vendors].flatMap(({ id, lastVerified }): readonly Concern[] => {
      if (lastVerified === undefined) return [{ id, because: "never verified" }];
      if (isToCome(lastVerified, at)) return [{ id, because: "verified on a day to come" }];
      const days = daysSince(lastVerified, at);
      return days > verifyAfterDays ? [{ id, because: "not verified of late", days }] : [];
    }),
  ];
}

const hasNoNumber = ({ mobile, home, work }: Person): boolean => mobile === undefined && home === undefined && work === undefined;

/** Whether nobody can have lived that day yet: where the day begins first it begins fourteen hours before UTC's. */
export const isToCome = (day: string, at: Date): boolean => Date.parse(`${day}T00:00:00Z`) - at.getTime() > FIRST_PLACE_HOURS * HOUR;

/** Whole days; a date in the future counts as today. */
export const daysSince = (day: string, at: Date): number => Math.max(0, Math.floor((at.getTime() - Date.parse(`${day}T00:00:00Z`)) / DAY));
