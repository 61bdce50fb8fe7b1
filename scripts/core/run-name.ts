/** A run's name: sorts by time, safe as a unit's name and as a DNS label. */
export function runName(at: Date, suffix: string): string {
  const [date = "", time = ""] = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").split("T");
  return `r${date}-${time}-${suffix}`;
}
