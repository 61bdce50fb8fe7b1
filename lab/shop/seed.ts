import { readFileSync } from "node:fs";
import { join } from "node:path";
import { seeded, type SeedSize } from "./seeded.ts";

/** The shop's schema and history as one input for `psql --set ON_ERROR_STOP=1 --single-transaction`; the same bytes every time. */
export function seedSql(size: SeedSize = seeded): string {
  const sizes = Object.entries(size).map(([name, count]) => `\\set ${name} ${count}\n`).join("");
  return sizes + readFileSync(join(import.meta.dirname, "seed.sql"), "utf8");
}

/** 1 GB of what is slow to restore, for measuring; `parts` of 100 are all of it. */
export const gigabyteSql = (parts = 100): string => `\\set parts ${parts}\n${readFileSync(join(import.meta.dirname, "gigabyte.sql"), "utf8")}`;
