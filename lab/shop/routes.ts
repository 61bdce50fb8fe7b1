import { checks, type Health, type Ping } from "./health.ts";
import type { Mode } from "./mode.ts";
import { orderRequest, type Order } from "./order.ts";
import type { Orders } from "./orders.ts";
import type { Receipts } from "./receipt.ts";
import type { Sessions } from "./sessions.ts";

/** The shop's dependencies. */
export type Shop = {
  readonly orders: Orders;
  readonly receipts: Receipts;
  readonly sessions: Sessions;
  /** Asked by the health path only where there is one. */
  readonly search?: Ping | undefined;
  /** A bug that somebody deployed; no dependency has to do with it. */
  readonly hasBug?: () => boolean;
  readonly mode: () => Promise<Mode>;
  readonly side: string;
};

/** A request, its body still text. */
export type Question = { readonly method: string; readonly path: string; readonly body: string };

/** A status and what becomes JSON. */
export type Answer = { readonly status: number; readonly body: object };

const refuse = (status: number, error: string): Answer => ({ status, body: { error } });

async function health({ orders, receipts, sessions, search, mode, side }: Shop): Promise<Answer> {
  const seen = await checks({ database: () => orders.ping(), cache: () => sessions.ping(), objects: () => receipts.ping(), ...(search === undefined ? {} : { search }) });
  const ok = Object.values(seen).every((check) => check.ok);
  const body: Health = { ok, mode: await mode(), side, checks: seen };
  return { status: ok ? 200 : 503, body };
}

async function show(shop: Shop, id: string): Promise<Answer> {
  const order = await shop.orders.find(id);
  return order ? { status: 200, body: order } : refuse(404, "no such order");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function acknowledge(shop: Shop, order: Order): Promise<Answer> {
  await Promise.all([shop.receipts.store(order), shop.sessions.remember(order)]);
  return { status: 201, body: order };
}

async function place(shop: Shop, body: string): Promise<Answer> {
  if ((await shop.mode()) === "read-only") return refuse(503, "read-only");
  const order = orderRequest.safeParse(parsed(body));
  if (!order.success) return refuse(400, "not an order: {id, customer, sku, quantity, note}");
  const placed = await shop.orders.place(order.data);
  switch (placed.outcome) {
    case "placed": return acknowledge(shop, placed.order);
    case "id-taken": return refuse(409, "another order has this id");
    case "unknown-customer-or-sku": return refuse(422, "no such customer or sku");
  }
}

const orderPath = /^\/orders\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The shop's whole answer to one request. A dependency's failure becomes a 503, never a crash. */
export async function answer(shop: Shop, { method, path, body }: Question): Promise<Answer> {
  try {
    if (method === "GET" && path === "/healthz") return await health(shop);
    if (path.startsWith("/orders") && shop.hasBug?.() === true) return { status: 500, body: { error: "TypeError: Cannot read properties of undefined (reading 'sku')" } };
    if (method === "POST" && path === "/orders") return await place(shop, body);
    const id = orderPath.exec(path)?.[1];
    if (method === "GET" && id !== undefined) return await show(shop, id);
    return refuse(404, "no such page");
  } catch (error) {
    return refuse(503, error instanceof Error ? error.message : String(error));
  }
}
