import { z } from "zod";
import { grouped } from "../grouped.ts";
import { classFidelity, type ClassFidelity } from "./compare.ts";

/** One database as the database host found it against its backup; `classes` is empty where an older backup does not tell of its objects. */
const databaseVerified = z.object({ name: z.string(), tables: z.int(), rows: z.int(), differences: z.array(z.string()), classes: z.array(classFidelity) });

/** What `agent-verify` prints. */
export const verifiedSchema = z.object({ backup: z.string(), databases: z.array(databaseVerified) });

export type DatabaseVerified = z.infer<typeof databaseVerified>;
export type Verified = z.infer<typeof verifiedSchema>;

/** What a journal keeps of it: numbers for each class, and what is another than at the source, with the reason, those of one reason together. */
export const fidelitySummary = z.object({
  database: z.string(),
  classes: z.array(z.object({ objects: z.string(), same: z.int(), mapped: z.int(), missing: z.int(), different: z.int(), extra: z.int() })),
  mapped: z.array(z.string()),
  unlisted: z.int(),
});

export type FidelitySummary = z.infer<typeof fidelitySummary>;

const LISTED = 40;
const NAMED = 3;

const some = (names: readonly string[]): string => `${names.slice(0, NAMED).join(", ")}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ""}`;

/** The short form of one database's comparison. */
export function summarise({ name, classes }: DatabaseVerified): FidelitySummary {
  const mapped = classes.flatMap(({ objects, mapped }) => [...grouped(mapped, ({ how }) => how)].map(([how, all]) => `${objects}: ${some(all.map(({ name }) => name))}: ${how}`));
  return {
    database: name,
    classes: classes.map(counted),
    mapped: mapped.slice(0, LISTED),
    unlisted: Math.max(0, mapped.length - LISTED),
  };
}

const counted = ({ objects, same, mapped, missing, different, extra }: ClassFidelity): FidelitySummary["classes"][number] => ({
  objects,
  same,
  mapped: mapped.length,
  missing: missing.length,
  different: different.length,
  extra: extra.length,
});

const columns = ["same", "mapped", "missing", "different", "extra"] as const;

/** The comparison as a table for a person, a class of objects a line, and below it what is mapped and how. */
export function fidelityTable({ database, classes, mapped, unlisted }: FidelitySummary): readonly string[] {
  const rows = [["", ...columns], ...classes.map((one) => [one.objects, ...columns.map((column) => String(one[column]))])];
  const width = Math.max(...rows.map(([name = ""]) => name.length));
  const line = ([name = "", ...numbers]: readonly string[]): string => `  ${name.padEnd(width)}  ${numbers.map((text) => text.padStart(9)).join(" ")}`;
  return [
    `${database} against its source, object by object:`,
    ...rows.map(line),
    ...mapped.map((text) => `  mapped: ${text.replaceAll(/\s+/g, " ")}`),
    ...(unlisted === 0 ? [] : [`  mapped: ${unlisted} more`]),
  ];
}
