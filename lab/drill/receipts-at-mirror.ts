import type { Order } from "./judge.ts";
import type { Stage } from "./stage.ts";

const RECEIPTS = "receipts/";
/** Names travel as arguments, of which a system takes only so many. */
const AT_ONCE = 400;

/** Every receipt that can be read in the objects bucket, by its order; one that is no receipt is left out, and so counts as missing. */
export async function receiptsAtMirror(stage: Pick<Stage, "objects" | "objectsHolding">): Promise<ReadonlyMap<string, Order>> {
  const names = (await stage.objects("objects")).map(({ name }) => name).filter((name) => name.startsWith(RECEIPTS));
  const found = new Map<string, Order>();
  for (let from = 0; from < names.length; from += AT_ONCE) {
    for (const text of await stage.objectsHolding("objects", names.slice(from, from + AT_ONCE))) {
      const order = receiptIn(text ?? "");
      if (order !== undefined) found.set(order.id, order);
    }
  }
  return found;
}

function receiptIn(text: string): Order | undefined {
  try {
    const read = JSON.parse(text) as Partial<Order> | null;
    return typeof read?.id === "string" ? (read as Order) : undefined;
  } catch {
    return undefined;
  }
}
