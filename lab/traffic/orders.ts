import { randomUUID } from "node:crypto";
import type { OrderRequest } from "../shop/order.ts";
import { seeded, seededSku } from "../shop/seeded.ts";
import type { Ending } from "./ask.ts";
import { ask } from "./ask.ts";
import type { Observation } from "./observation.ts";

/** The n-th order of this customer: a new id, everything else follows from n. */
export function nthOrder(n: number, id: string = randomUUID()): OrderRequest {
  return { id, customer: 1 + (n % seeded.customers), sku: seededSku(1 + (n % seeded.products)), quantity: 1 + (n % 5), note: `order ${n}` };
}

/** What an answer to a posted order means to the customer. */
export function postingSeen(order: OrderRequest, ending: Ending): Observation {
  if ("error" in ending) return { kind: "failed", ...ending, order };
  const { body, ...seen } = ending;
  const { address, side, status, ...times } = seen;
  if (status === 201 && address !== undefined && side !== undefined) return { kind: "acknowledged", ...times, address, side, order };
  const error = body.trim().slice(0, 200);
  return { kind: side === undefined ? "failed" : "refused", ...seen, error, order };
}

/** Posts one order. */
export async function post(base: string, order: OrderRequest): Promise<Observation> {
  return postingSeen(order, await ask(`${base}/orders`, { method: "POST", body: JSON.stringify(order) }));
}
