import { createClient } from "redis";
import type { Order } from "./order.ts";

const dayInSeconds = 24 * 60 * 60;

/** The customers' sessions in Redis. */
export interface Sessions {
  /** Remembers a customer's last order for a day. */
  remember(order: Order): Promise<void>;
  ping(): Promise<void>;
  close(): void;
}

/** Sessions in the cache at `url`. While the cache is away every call fails at once, and the client reconnects by itself. */
export function sessionsIn(url: string): Sessions {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { timeout: 1000 },
    socket: { connectTimeout: 1000, reconnectStrategy: (retries) => Math.min(100 * (retries + 1), 1000) },
  });
  client.on("error", (error: Error) => console.error(`cache: ${error.message}`));
  client.connect().catch((error: unknown) => console.error(`cache: ${String(error)}`));
  return {
    async remember(order) {
      await client.set(`session:${order.customer}`, JSON.stringify({ lastOrder: order.id }), { expiration: { type: "EX", value: dayInSeconds } });
    },
    async ping() {
      await client.ping();
    },
    close: () => client.destroy(),
  };
}
