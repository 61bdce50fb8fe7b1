import { LabError } from "../lab-error.ts";
import { aGigabyteOfEverything, type EverythingSize } from "./everything.ts";
import { seeded, type SeedSize } from "./seeded.ts";

const UNITS: Readonly<Record<string, number>> = { m: 1e6, g: 1e9 };
/** Less is nothing to measure; more does not fit the disks that the lab gives its databases. */
const [LEAST, MOST] = [10e6, 2e9];
/** What the seeds below make, with their indexes. */
const SEEDED_BYTES = 200e6;
const GIGABYTE = 1e9;
const PARTS = 100;

/** How large a database somebody asks for, in bytes: "1g", "250m". */
export function sizeIn(text: string): number {
  const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?)([mg])$/.exec(text.toLowerCase()) ?? [];
  const bytes = Number(amount) * (UNITS[unit] ?? 0);
  if (bytes >= LEAST && bytes <= MOST) return bytes;
  throw new LabError(`'${text}' is not a size`, "a database here has between 10m and 2g: megabytes or gigabytes of data and indexes", "--size 1g");
}

/** A history with so many orders that the shop's database has about this size. Customers and products are as many: orders name them. */
export const historyOf = (bytes: number): SeedSize => ({ ...seeded, orders: Math.round((seeded.orders * bytes) / SEEDED_BYTES) });

/** As much of the odd schema's rows. */
export const everythingOf = (bytes: number): EverythingSize => {
  const share = (count: number): number => Math.max(1, Math.round((count * bytes) / GIGABYTE));
  return { people: share(aGigabyteOfEverything.people), measurements: share(aGigabyteOfEverything.measurements), largeObjects: share(aGigabyteOfEverything.largeObjects) };
};

/** How many of the hundred parts of gigabyte.sql. */
export const partsOf = (bytes: number): number => Math.max(1, Math.round((PARTS * bytes) / GIGABYTE));
