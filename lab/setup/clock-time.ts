/** Seconds as a person reads them off a clock: 0:07, 4:40. */
export const clockTime = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
