import { createServer, type IncomingMessage, type Server } from "node:http";
import { answer, type Shop } from "./routes.ts";

const bodyLimitBytes = 64 * 1024;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyLimitBytes) throw new Error(`the body is larger than ${bodyLimitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What is asked by machines, and counts for nobody. */
const uncounted = ["/healthz", "/counters"];

/** The shop over HTTP. Every answer says in `shop-side` which cloud gave it; /counters says how many there were since the start, and how many failed. */
export function shopServer(shop: Shop): Server {
  const counters = { requests: 0, failed: 0 };
  return createServer((request, response) => {
    const path = request.url ?? "/";
    bodyOf(request)
      .then(async (body) => (path === "/counters" ? { status: 200, body: { ...counters } } : answer(shop, { method: request.method ?? "GET", path, body })))
      .then(({ status, body }) => {
        if (!uncounted.includes(path)) {
          counters.requests += 1;
          counters.failed += status >= 500 ? 1 : 0;
        }
        response.writeHead(status, { "content-type": "application/json", "shop-side": shop.side });
        response.end(`${JSON.stringify(body)}\n`);
      })
      .catch((error: unknown) => {
        console.error(`request: ${String(error)}`);
        response.destroy();
      });
  });
}
