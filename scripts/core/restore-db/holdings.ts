import { z } from "zod";
import { identifier, ofExtension, ours } from "../catalogue-queries.ts";

/** Whole numbers compare as numbers, times as their text in UTC. */
const kind = z.enum(["number", "time"]);
const tail = z.object({
  kind,
  /** The newest keys, newest first; numbers that follow one another are one run. */
  runs: z.array(z.tuple([z.string(), z.string()])),
  /** Whether these are all the keys there are. */
  whole: z.boolean(),
});
const heldTable = z.object({ table: z.string(), rows: z.int().nullable(), because: z.string().optional(), tail: tail.optional() });

/** What a database holds, table by table: its rows (null where nobody could count them) and, by a primary key that has an order, its newest. */
export const holdings = z.object({ tables: z.array(heldTable) });
export type Holdings = z.infer<typeof holdings>;
export type HeldTable = Holdings["tables"][number];
export type Tail = z.infer<typeof tail>;

/** A table as the catalogue tells it, with its primary key where that is one column of an ordered kind. */
export const tableKey = z.object({ schema: z.string(), name: z.string(), column: z.string().nullable(), kind: kind.nullable() });
export type TableKey = z.infer<typeof tableKey>;

/** The small ones first: whoever has little time learns of most tables. */
export const tableKeys = `
  SELECT n.nspname AS schema, c.relname AS name, k.attname AS column,
         CASE WHEN k.atttypid IS NULL THEN NULL WHEN k.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) THEN 'number' ELSE 'time' END AS kind
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN LATERAL (
    SELECT a.attname, a.atttypid FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid AND i.indnkeyatts = 1
      AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)) k ON true
  WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND ${ours("n.nspname")} AND NOT ${ofExtension("pg_class", "c.oid")}
  ORDER BY c.relpages, 1, 2`;

/** How many rows there are. */
export const countOf = ({ schema, name }: TableKey): string => `SELECT pg_catalog.count(*) AS rows FROM ONLY ${identifier(schema)}.${identifier(name)}`;

/** The newest keys, newest first; the index gives them without reading the table. */
export const newestKeys = ({ schema, name }: TableKey, column: string, limit: number): string =>
  `SELECT ${identifier(column)}::text AS key FROM ONLY ${identifier(schema)}.${identifier(name)} ORDER BY ${identifier(column)} DESC LIMIT ${limit}`;

/** Keys as read, newest first, put together; `limit` is how many were asked for. */
export function tailOf(keys: readonly string[], of: Tail["kind"], limit: number): Tail {
  const runs: [string, string][] = [];
  for (const key of keys) {
    const last = runs.at(-1);
    if (last !== undefined && of === "number" && BigInt(last[1]) - BigInt(key) === 1n) last[1] = key;
    else runs.push([key, key]);
  }
  return { kind: of, runs, whole: keys.length < limit };
}

/** The newest key of all; null where there is no row. */
export const newestOf = ({ runs }: Tail): string | null => runs[0]?.[0] ?? null;

/** How many rows are newer than a key; at least so many where the keys known do not reach back to it. */
export function beyond({ kind: of, runs, whole }: Tail, key: string | null): { readonly rows: number; readonly atLeast: boolean } {
  const [from, to] = [runs.map((run) => countBeyond(run, key, of)), runs.at(-1)?.[1]];
  const reachesBack = key !== null && to !== undefined && !isNewer(to, key, of);
  return { rows: from.reduce((sum, rows) => sum + rows, 0), atLeast: !whole && !reachesBack };
}

function countBeyond([newest, oldest]: readonly [string, string], key: string | null, of: Tail["kind"]): number {
  if (of === "time") return key === null || isNewer(newest, key, of) ? 1 : 0;
  const from = key === null || BigInt(oldest) > BigInt(key) ? BigInt(oldest) : BigInt(key) + 1n;
  return Math.max(0, Number(BigInt(newest) - from + 1n));
}

const isNewer = (one: string, other: string, of: Tail["kind"]): boolean => (of === "number" ? BigInt(one) > BigInt(other) : one > other);
