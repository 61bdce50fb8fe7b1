import type { Order } from "./order.ts";

/** The receipts in an object store. */
export interface Receipts {
  /** Stored when it resolves. Storing a receipt again replaces it by the same bytes. */
  store(order: Order): Promise<void>;
  ping(): Promise<void>;
}

/** The receipt of an order: its name in the bucket and its bytes. */
export const receiptOf = (order: Order) => ({ name: `receipts/${order.id}.json`, body: JSON.stringify(order) });

/** Fails unless the store said yes. */
export async function expectOk(answer: Response): Promise<void> {
  const body = await answer.text();
  if (!answer.ok) throw new Error(`the object store answered ${answer.status}: ${body.slice(0, 200)}`);
}
