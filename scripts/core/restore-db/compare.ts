import type { ManifestDatabase } from "../manifest.ts";
import { differences, type Restored } from "../verification.ts";

/** What differs in how the database is built, which must not be, and which tables have other numbers of rows, which the time between explains. */
export type Comparison = { readonly structure: readonly string[]; readonly rows: readonly string[] };

const key = ({ schema, name }: { readonly schema: string; readonly name: string }): string => `${schema}.${name}`;

/** Compares a restored database with an export of another moment: its build exactly, its rows for the record. */
export function compareWithExport(expected: ManifestDatabase, found: Restored): Comparison {
  const there = new Map(found.tables.map((table) => [key(table), table.rows]));
  const atThisMoment: ManifestDatabase = {
    ...expected,
    tables: expected.tables.map((table) => ({ ...table, rows: there.get(key(table)) ?? table.rows })),
    sequences: expected.sequences.map((sequence) => ({ ...sequence, lastValue: null })),
    largeObjects: found.largeObjects,
  };
  return {
    structure: differences(atThisMoment, found),
    rows: expected.tables.flatMap((table) => {
      const rows = there.get(key(table));
      return rows === undefined || rows === table.rows ? [] : [`${key(table)}: ${rows} rows, the export has ${table.rows}`];
    }),
  };
}
