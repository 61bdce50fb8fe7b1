import { ageText } from "../ready/ages.ts";

/** What is known of the road back: how much data there is, how it grows, and how fast it was restored last. */
export type RoadBack = { readonly bytes: number | undefined; readonly bytesPerHour: number | undefined; readonly restoredBytesPerSecond: number | undefined };

const HOURS = [1, 24, 72] as const;
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e10 ? 2 : 0)} GB`;

/** What every hour on the mirror adds to the way back. An estimate with its formula: what is not known is said, and left out. */
export function comingBack({ bytes, bytesPerHour, restoredBytesPerSecond: rate }: RoadBack): readonly string[] {
  const formula = "all is exported, restored in AWS and compared, read-only as long";
  if (bytes === undefined || rate === undefined || rate <= 0) {
    const missing = [...(bytes === undefined ? ["how much data there is"] : []), ...(rate === undefined || rate <= 0 ? ["how fast a restore is: none was measured from here"] : [])];
    return [`${formula}: (data now + growth an hour x hours on the mirror) / speed of the last restore. Not known: ${missing.join("; ")}`];
  }
  const growth = Math.max(0, bytesPerHour ?? 0);
  const times = HOURS.map((hours, index) => `${ageText((bytes + growth * hours) / rate)} after ${hours} h${index === 0 ? " on the mirror" : ""}`);
  return [
    `about ${times.join(", ")}`,
    `${formula}: (${gigabytes(bytes)} + ${bytesPerHour === undefined ? "growth not known, taken as none" : `${gigabytes(growth)} an hour`}) / ${(rate / 1e6).toFixed(1)} MB a second of the last restore`,
  ];
}
