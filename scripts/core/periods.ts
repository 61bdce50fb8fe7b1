/** The name of the stretch of time that an instant lies in; all in UTC, so that no clock change makes an hour twice. */
export type Period = (at: Date) => string;

const DAY = 24 * 60 * 60 * 1000;
const THURSDAY = 4;

/** As in 2026-11-25T21. */
export const hourly: Period = (at) => at.toISOString().slice(0, 13);

/** As in 2026-11-25. */
export const daily: Period = (at) => at.toISOString().slice(0, 10);

/** As in 2026-11. */
export const monthly: Period = (at) => at.toISOString().slice(0, 7);

/** As in 2026-W48: the week of ISO 8601, which begins on a Monday and belongs to the year of its Thursday. */
export const weekly: Period = (at) => {
  const weekday = at.getUTCDay() || 7;
  const thursday = new Date(at.getTime() + (THURSDAY - weekday) * DAY);
  const year = thursday.getUTCFullYear();
  const dayOfYear = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY);
  return `${year}-W${String(Math.floor(dayOfYear / 7) + 1).padStart(2, "0")}`;
};
