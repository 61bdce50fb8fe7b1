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

/** The shop over HTTP. Every answer says in `shop-side` which cloud gave it. */
export function shopServer(shop: Shop): Server {
  return createServer((request, response) => {
    bodyOf(request)
      .then((body) => answer(shop, { method: request.method ?? "GET", path: request.url ?? "/", body }))
      .then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json", "shop-side": shop.side });
        response.end(`${JSON.stringify(body)}\n`);
      })
      .catch((error: unknown) => {
        console.error(`request: ${String(error)}`);
        response.destroy();
      });
  });
}
