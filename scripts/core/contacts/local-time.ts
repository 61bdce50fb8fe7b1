/** What the clock on somebody's wall says: the day of the week, the hour, and whether a call would wake them. */
export type LocalTime = { readonly day: string; readonly time: string; readonly isNight: boolean };

const NIGHT_FROM = 22;
const NIGHT_UNTIL = 7;

/** Whether this names a place's time, as in Europe/London. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** The time at a place. */
export function localTime(at: Date, timeZone: string): LocalTime {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? "";
  const hour = Number(of("hour"));
  return { day: of("weekday"), time: `${of("hour")}:${of("minute")}`, isNight: hour >= NIGHT_FROM || hour < NIGHT_UNTIL };
}
