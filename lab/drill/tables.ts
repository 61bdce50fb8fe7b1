import type { HeldOrder, TableSum } from "./judge.ts";
import { psql, type Stage } from "./stage.ts";

export type Login = { readonly address: string; readonly argv: readonly string[] };

const old = ({ history }: Pick<Stage, "history">) => `number <= ${history.orders}`;
const what = (stage: Stage): Readonly<Record<string, string>> => ({
  customers: "customers t",
  products: "products t",
  events: "events t",
  orders: `orders t WHERE ${old(stage)}`,
  order_lines: `order_lines t WHERE EXISTS (SELECT FROM orders WHERE orders.id = t.order_id AND ${old(stage)})`,
});

/** Rows and a sum over the content of everything that was there before the first visitor. */
export async function tableSums(stage: Stage, login: Login): Promise<TableSum[]> {
  const selects = Object.entries(what(stage)).map(([table, from]) => `SELECT '${table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM ${from}`);
  const rows = await psql(stage, login, `SET datestyle = 'ISO'; SET timezone = 'UTC'; ${selects.join(" UNION ALL ")};`, 300);
  return rows.map((row) => {
    const [table = "", count = "", sum = ""] = row.split("\t");
    return { table, rows: Number(count), sum };
  });
}

const held = (stage: Stage) => `SELECT json_build_object('id', id, 'customer', customer, 'sku', sku, 'quantity', quantity, 'note', note,
  'lines', coalesce((SELECT json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity)) FROM order_lines l WHERE l.order_id = orders.id), '[]'))
FROM orders WHERE NOT ${old(stage)};`;

/** Every order that visitors have placed, by id, as the database holds it and its lines. */
export async function visitorsOrders(stage: Stage, login: Login): Promise<Map<string, HeldOrder>> {
  const rows = await psql(stage, login, held(stage).replaceAll("\n", " "));
  return new Map(rows.map((row) => JSON.parse(row) as HeldOrder).map((order) => [order.id, order]));
}
