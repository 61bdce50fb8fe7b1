/** A run's name: sorts after the newest there was, and by time where clocks are right; safe as a unit's name and as a DNS label. */
export const runName = (at: Date, suffix: string, newest?: string): string => named("r", new Date(Math.max(at.getTime(), secondAfter(newest))), suffix);

/** A second after the moment in a name, so that whoever declares with a clock that is behind does not open a run that nobody finds. */
function secondAfter(run: string | undefined): number {
  const [, year, month, day, hours, minutes, seconds] = /^r(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(run ?? "") ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  return Number.isNaN(at) ? 0 : at + 1000;
}

/** A verification's: nobody who looks for runs takes it for one. */
export const verificationName = (at: Date, suffix: string): string => named("v", at, suffix);

/** That of an export of a snapshot; its temporary instance bears it, too. */
export const snapshotExportName = (at: Date, suffix: string): string => named("x", at, suffix);

function named(letter: string, at: Date, suffix: string): string {
  const [date = "", time = ""] = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").split("T");
  return `${letter}${date}-${time}-${suffix}`;
}
