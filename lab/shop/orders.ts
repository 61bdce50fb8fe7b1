import pg from "pg";
import { sameOrder, type Order, type OrderRequest } from "./order.ts";

/** What became of a posted order. */
export type Placed =
  | { readonly outcome: "placed"; readonly order: Order }
  | { readonly outcome: "id-taken" }
  | { readonly outcome: "unknown-customer-or-sku" };

/** The orders in PostgreSQL. */
export interface Orders {
  /** Commits the order and its line; the same order twice is one order and one answer. */
  place(order: OrderRequest): Promise<Placed>;
  find(id: string): Promise<Order | undefined>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

const place = `
  WITH placed AS (
    INSERT INTO orders (id, customer, sku, quantity, note, side) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO NOTHING
    RETURNING id, number, customer, sku, quantity, note, side, placed_at
  ), line AS (
    INSERT INTO order_lines (order_id, line, sku, quantity, price_cents)
    SELECT placed.id, 1, placed.sku, placed.quantity, products.price_cents FROM placed JOIN products USING (sku)
  )
  SELECT * FROM placed`;

const find = "SELECT id, number, customer, sku, quantity, note, side, placed_at FROM orders WHERE id = $1";

type Row = {
  readonly id: string;
  readonly number: string;
  readonly customer: string;
  readonly sku: string;
  readonly quantity: number;
  readonly note: string;
  readonly side: string;
  readonly placed_at: Date;
};

const fromRow = ({ placed_at, number, customer, ...row }: Row): Order => ({
  ...row,
  number: Number(number),
  customer: Number(customer),
  placedAt: placed_at.toISOString(),
});

const foreignKeyViolation = "23503";
const isUnknownReference = (error: unknown) => error instanceof pg.DatabaseError && error.code === foreignKeyViolation;

/** Keeps orders in the database at `url`; `side` says which cloud took them. */
export function ordersIn(url: string, side: string): Orders {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 1000,
    query_timeout: 2000,
    statement_timeout: 2000,
    application_name: "shop",
  });
  // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
  pool.on("error", (error) => console.error(`database: ${error.message}`));

  const one = async (id: string) => {
    const { rows } = await pool.query<Row>(find, [id]);
    return rows[0] && fromRow(rows[0]);
  };

  return {
    async place(order) {
      try {
        const { rows } = await pool.query<Row>(place, [order.id, order.customer, order.sku, order.quantity, order.note, side]);
        if (rows[0]) return { outcome: "placed", order: fromRow(rows[0]) };
      } catch (error) {
        if (isUnknownReference(error)) return { outcome: "unknown-customer-or-sku" };
        throw error;
      }
      const stored = await one(order.id);
      return stored && sameOrder(stored, order) ? { outcome: "placed", order: stored } : { outcome: "id-taken" };
    },
    find: one,
    async ping() {
      await pool.query("SELECT 1");
    },
    close: () => pool.end(),
  };
}
