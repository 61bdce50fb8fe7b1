import { seeded, seededOrderId } from "../shop/seeded.ts";
import { ask, type Ending } from "./ask.ts";
import type { Observation } from "./observation.ts";

/** The n-th order to look up: any of the history, never the same twice in a row. */
export const nthReadId = (n: number, orders: number = seeded.orders): string => seededOrderId(1 + ((n * 7919) % orders));

function says(body: string, id: string): boolean {
  try {
    return (JSON.parse(body) as { id?: unknown }).id === id;
  } catch {
    return false;
  }
}

/** What an answer to a look-up means to the customer: good only when it is the order asked for. */
export function readingSeen(id: string, ending: Ending): Observation {
  if ("error" in ending) return { kind: "read-failed", ...ending };
  const { body, ...seen } = ending;
  const { address, side, status, ...times } = seen;
  if (status === 200 && address !== undefined && side !== undefined && says(body, id)) return { kind: "read", ...times, address, side };
  return { kind: "read-failed", ...seen, error: body.trim().slice(0, 200) };
}

/** Reads one old order. */
export async function read(base: string, id: string): Promise<Observation> {
  return readingSeen(id, await ask(`${base}/orders/${id}`, { method: "GET" }));
}
