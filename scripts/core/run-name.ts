/** A run's name: sorts by time, safe as a unit's name and as a DNS label. */
export const runName = (at: Date, suffix: string): string => named("r", at, suffix);

/** A verification's: nobody who looks for runs takes it for one. */
export const verificationName = (at: Date, suffix: string): string => named("v", at, suffix);

/** That of an export of a snapshot; its temporary instance bears it, too. */
export const snapshotExportName = (at: Date, suffix: string): string => named("x", at, suffix);

function named(letter: string, at: Date, suffix: string): string {
  const [date = "", time = ""] = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").split("T");
  return `${letter}${date}-${time}-${suffix}`;
}
