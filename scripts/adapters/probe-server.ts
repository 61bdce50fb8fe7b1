import { createServer } from "node:https";
import type { IncomingMessage } from "node:http";
import type { ProbeServer } from "../world.ts";

const MOST_BYTES = 64 * 1024;
const HEADERS_SECONDS = 10;

/** A small HTTPS service with one question; everything else is refused. It is up when this resolves. */
export const probeServer: ProbeServer = ({ host, port, certificate, key }, answer) =>
  new Promise((resolve, reject) => {
    const server = createServer({ cert: certificate, key: key.reveal(), minVersion: "TLSv1.2", headersTimeout: HEADERS_SECONDS * 1000, requestTimeout: HEADERS_SECONDS * 1000 }, (request, response) => {
      const end = (status: number, body: string) => response.writeHead(status, { "content-type": "application/json", connection: "close" }).end(body);
      if (request.method !== "POST" || request.url !== "/look") return void end(404, '{"refused":"there is nothing here"}');
      const header = (name: string): string => [request.headers[name]].flat()[0] ?? "";
      bodyOf(request)
        .then((body) => answer({ at: header("x-failover-at"), nonce: header("x-failover-nonce"), signature: header("x-failover-signature"), body }))
        .then(({ status, body }) => end(status, body))
        .catch(() => end(500, '{"refused":"the question could not be answered"}'));
    });
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve({
        port: typeof address === "object" && address !== null ? address.port : port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new Error("too long");
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
