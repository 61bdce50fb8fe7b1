import pg from "pg";

/** Where the shop's orders are searched; one document for each, under the order's id. */
export const ORDERS_INDEX = "shop-orders";

export type Reindex = {
  readonly databaseUrl: string;
  readonly searchUrl: string;
  /** From when on, as FAILOVER_SINCE says; empty for all of them. */
  readonly since: string;
  readonly say: (line: string) => void;
  readonly batch?: number;
};

type Row = { readonly id: string; readonly number: string; readonly customer: string; readonly sku: string; readonly quantity: number; readonly note: string; readonly side: string; readonly placed_at: Date };

const BATCH = 1000;
const TIMEOUT_MS = 30_000;
/** The name of a field stays, whatever the first order's values look like. */
const mappings = { properties: { number: { type: "long" }, customer: { type: "long" }, sku: { type: "keyword" }, quantity: { type: "integer" }, note: { type: "text" }, side: { type: "keyword" }, placedAt: { type: "date" } } };

/** Puts the orders into the index, the oldest first, and returns how many; an order indexed twice is one document. */
export async function reindex({ databaseUrl, searchUrl, since, say, batch = BATCH }: Reindex): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000, application_name: "shop-reindex" });
  await client.connect();
  try {
    await ensureIndex(searchUrl);
    const { rows: [counted] } = await client.query<{ orders: string }>("SELECT count(*) AS orders FROM orders WHERE placed_at >= $1", [since === "" ? "-infinity" : since]);
    const all = Number(counted?.orders ?? 0);
    say(`${all} orders to index${since === "" ? "" : ` since ${since}`}`);
    let indexed = 0;
    for (let after = "0"; ; ) {
      const { rows } = await client.query<Row>("SELECT id, number, customer, sku, quantity, note, side, placed_at FROM orders WHERE placed_at >= $1 AND number > $2 ORDER BY number LIMIT $3", [since === "" ? "-infinity" : since, after, batch]);
      const last = rows.at(-1);
      if (last === undefined) break;
      await index(searchUrl, rows);
      after = last.number;
      indexed += rows.length;
      say(`${indexed} of ${all} orders indexed`);
    }
    await ask(searchUrl, "POST", `/${ORDERS_INDEX}/_refresh`);
    return indexed;
  } finally {
    await client.end();
  }
}

async function ensureIndex(searchUrl: string): Promise<void> {
  const { status } = await fetch(`${searchUrl}/${ORDERS_INDEX}`, { method: "HEAD", signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (status === 404) await ask(searchUrl, "PUT", `/${ORDERS_INDEX}`, JSON.stringify({ settings: { number_of_shards: 2, number_of_replicas: 0 }, mappings }), "application/json");
}

async function index(searchUrl: string, rows: readonly Row[]): Promise<void> {
  const lines = rows.flatMap(({ id, number, customer, placed_at: placedAt, ...rest }) => [JSON.stringify({ index: { _id: id } }), JSON.stringify({ ...rest, number: Number(number), customer: Number(customer), placedAt })]);
  const { errors } = (await ask(searchUrl, "POST", `/${ORDERS_INDEX}/_bulk`, `${lines.join("\n")}\n`, "application/x-ndjson")) as { errors?: boolean };
  if (errors === true) throw new Error("the search server refused some orders");
}

async function ask(searchUrl: string, method: string, path: string, body?: string, type?: string): Promise<unknown> {
  const response = await fetch(`${searchUrl}${path}`, { method, signal: AbortSignal.timeout(TIMEOUT_MS), ...(body === undefined ? {} : { body, headers: { "content-type": type ?? "application/json" } }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}
