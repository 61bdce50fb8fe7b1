import { sameOrder, type Order } from "../../../lab/shop/order.ts";
import type { Mode } from "../../../lab/shop/mode.ts";
import type { Shop } from "../../../lab/shop/routes.ts";

/** A shop whose dependencies are in memory; what is overridden breaks in the way the test says. */
export function shopInMemory(overrides: Partial<Shop> = {}, mode: Mode = "read-write") {
  const orders = new Map<string, Order>();
  const receipts = new Map<string, Order>();
  const sessions = new Map<number, string>();
  const shop: Shop = {
    orders: {
      place: async (asked) => {
        const order = orders.get(asked.id) ?? { ...asked, number: orders.size + 1, placedAt: "2026-11-23T08:00:00.000Z", side: "aws" };
        if (!sameOrder(order, asked)) return { outcome: "id-taken" };
        orders.set(asked.id, order);
        return { outcome: "placed", order };
      },
      find: async (id) => orders.get(id),
      ping: async () => undefined,
      close: async () => undefined,
    },
    receipts: { store: async (order) => void receipts.set(order.id, order), ping: async () => undefined },
    sessions: { remember: async (order) => void sessions.set(order.customer, order.id), ping: async () => undefined, close: () => undefined },
    mode: async () => mode,
    side: "aws",
    ...overrides,
  };
  return { shop, orders, receipts, sessions };
}

/** An order a client might post. */
export const someOrder = { id: "0f8fad5b-d9cb-469f-a165-70867728950e", customer: 7, sku: "SKU-00001", quantity: 2, note: "ring twice" };
