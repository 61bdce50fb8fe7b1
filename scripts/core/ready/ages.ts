const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const tenths = (count: number): number => Math.round(count * 10) / 10;

/** A length of time in the words of a person who has to decide something: its largest unit, and the next one where that matters. */
export function ageText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 2 * MINUTE) return `${whole} s`;
  if (whole < 2 * HOUR) return `${Math.round(whole / MINUTE)} min`;
  if (whole < 2 * DAY) return `${tenths(whole / HOUR)} h`;
  return `${tenths(whole / DAY)} days`;
}

/** Seconds from one moment to another, never less than none. */
export const secondsFrom = (from: string, to: Date): number => Math.max(0, (to.getTime() - Date.parse(from)) / 1000);
