import { beyond, newestOf, type HeldTable, type Holdings } from "./holdings.ts";

/** A database at its restored moment: the rows of each table, and the newest key of those that have one in order. */
export type Base = { readonly counted: Readonly<Record<string, number>>; readonly newest: Readonly<Record<string, string | null>> };

/** One table beside its restored self: null is "nobody could tell", and never "none". */
export type TableBeside = {
  readonly table: string;
  readonly restored: number | null;
  readonly other: number | null;
  /** Rows newer than the newest one restored, where the table has a key in order. */
  readonly newer?: { readonly rows: number; readonly atLeast: boolean };
  readonly because?: string;
};

export type Beside = { readonly differing: readonly TableBeside[]; readonly same: number; readonly notTold: readonly string[] };

/** The newest key of each table that has one in order. */
export const newestKeysOf = ({ tables }: Holdings): Base["newest"] => Object.fromEntries(tables.flatMap(({ table, tail }) => (tail === undefined ? [] : [[table, newestOf(tail)]])));

/** Another database beside the restored moment: the tables that hold more, less or newer rows, and those of which nobody could tell. */
export function besideRestored({ counted, newest }: Base, other: Holdings): Beside {
  const there = new Map(other.tables.map((held) => [held.table, held]));
  const tables = [...new Set([...Object.keys(counted), ...there.keys()])].toSorted();
  const all = tables.map((table): TableBeside => {
    const held = there.get(table);
    const restored = counted[table] ?? null;
    if (held === undefined) return { table, restored, other: null, because: "there is no such table there" };
    return { table, restored, other: held.rows, ...newer(held, newest[table]), ...(held.because === undefined ? {} : { because: held.because }) };
  });
  const isSame = ({ restored, other: rows, newer: more }: TableBeside) => restored === rows && rows !== null && (more?.rows ?? 0) === 0;
  return { differing: all.filter((one) => !isSame(one)), same: all.filter(isSame).length, notTold: all.filter((one) => one.other === null).map(({ table }) => table) };
}

const newer = ({ tail }: HeldTable, key: string | null | undefined): Pick<TableBeside, "newer"> => (tail === undefined || key === undefined ? {} : { newer: beyond(tail, key) });

/** One table in words; `where` is the other database. */
export function besideInWords({ table, restored, other, newer: more, because }: TableBeside, where: string): string {
  const here = restored === null ? `${table}: not in the restored database` : `${table}: ${restored} rows restored`;
  const there = other === null ? `${where} could not be counted${because === undefined ? "" : ` (${because})`}` : `${where} ${other}`;
  const difference = restored === null || other === null || other === restored ? "" : `, ${Math.abs(other - restored)} ${other > restored ? "more" : "fewer"}`;
  const ahead = more === undefined || more.rows === 0 ? "" : `; ${more.atLeast ? "at least " : ""}${more.rows} newer than the newest restored`;
  return `${here}, ${there}${difference}${ahead}`;
}
