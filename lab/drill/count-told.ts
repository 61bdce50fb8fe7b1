import { rowsIn } from "./manifest-rows.ts";
import { psql, type Stage } from "./stage.ts";
import type { Login } from "./tables.ts";
import type { ToldLoss } from "./told-loss.ts";

/** Where the customer writes: counted whether the kit tells of them or not. */
const written = ["public.order_lines", "public.orders"];

/** The rows that each table told, and each that the customer writes to, had before this moment, in which nobody could write: what was restored, and nothing that came since. */
export async function countRestored(stage: Stage, login: Login, { tables }: ToldLoss, before: string): Promise<ReadonlyMap<string, number>> {
  const placed = `placed_at < '${before}'`;
  const where: Readonly<Record<string, string>> = { "public.orders": `orders WHERE ${placed}`, "public.order_lines": `order_lines t WHERE EXISTS (SELECT FROM orders WHERE orders.id = t.order_id AND ${placed})` };
  const names = [...new Set([...tables.map(({ table }) => table), ...written])];
  const selects = names.map((table) => `SELECT '${table}', count(*) FROM ${where[table] ?? quoted(table)}`);
  return new Map((await psql(stage, login, `${selects.join(" UNION ALL ")};`)).map((row) => [row.split("\t")[0] ?? "", Number(row.split("\t")[1])]));
}

/** A table's name as the kit writes it, for SQL: its schema's name has no dot in the lab. */
function quoted(table: string): string {
  const dot = table.indexOf(".");
  return [table.slice(0, dot), table.slice(dot + 1)].map((name) => `"${name.replaceAll('"', '""')}"`).join(".");
}

/** The rows of each table as the export's own manifest has them. */
export async function countExported(stage: Stage, service: string, id: string | null): Promise<ReadonlyMap<string, number>> {
  const text = id === null ? undefined : await stage.object("exports", `${service}/${id}/manifest.json`);
  return text === undefined ? new Map() : rowsIn(text);
}
