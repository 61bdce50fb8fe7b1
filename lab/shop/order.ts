import { z } from "zod";

/** What a client posts. The client makes the id, so that posting again after a lost answer is safe. */
export const orderRequest = z.strictObject({
  id: z.uuid(),
  customer: z.number().int().positive(),
  sku: z.string().min(1).max(40),
  quantity: z.number().int().min(1).max(1000),
  note: z.string().max(500),
});

/** An order as a client asks for it. */
export type OrderRequest = z.infer<typeof orderRequest>;

/** An order as the shop keeps it: `number` and `placedAt` are the shop's, the rest is the client's. */
export type Order = OrderRequest & { readonly number: number; readonly placedAt: string; readonly side: string };

/** True when a stored order says what the client asks for now. */
export function sameOrder(stored: Order, asked: OrderRequest): boolean {
  return stored.id === asked.id && stored.customer === asked.customer && stored.sku === asked.sku
    && stored.quantity === asked.quantity && stored.note === asked.note;
}
