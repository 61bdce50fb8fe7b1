import type { Making, Table } from "./table.ts";
import { ident, quoted } from "./odd-names.ts";

type Relation = { readonly sql: string; readonly isEmpty: boolean };

/** Views and materialized views over tables and over each other, in an order that their names do not tell. */
export function views({ dice, name, named }: Making, tables: readonly Table[]): readonly string[] {
  const made: Relation[] = [];
  return Array.from({ length: dice.number(2, 6) }, () => {
    const table = dice.pick(tables as [Table, ...Table[]]);
    const sql = named("view");
    const over = made.length > 0 && dice.chance(60) ? dice.pick(made as [Relation, ...Relation[]]) : undefined;
    const [before, odd] = [ident(name("seen")), ident(name("said"))];
    const query = over === undefined
      ? `SELECT ${table.key.sql} AS ${before}, count(*) OVER () AS ${odd}, t.*::text AS whole FROM ONLY ${table.sql} AS t WHERE ${table.key.sql} IS NOT NULL`
      : `WITH few AS (SELECT o.*::text AS ${before} FROM ${over.sql} AS o LIMIT 5) SELECT ${before}, ${quoted("it's \\ odd")}::text AS ${odd} FROM few ORDER BY 1`;
    if (dice.chance(50)) {
      made.push({ sql, isEmpty: over?.isEmpty ?? false });
      return [`CREATE VIEW ${sql}${dice.pick(["", " WITH (security_barrier)", " WITH (security_invoker = true)"])} AS ${query}`];
    }
    const isEmpty = (over?.isEmpty ?? false) || dice.chance(15);
    made.push({ sql, isEmpty });
    return [`CREATE MATERIALIZED VIEW ${sql} AS ${query}${isEmpty ? " WITH NO DATA" : ""}`, ...(dice.chance(50) ? [`CREATE INDEX ${ident(name("index"))} ON ${sql} (${odd})`] : [])];
  }).flat();
}
