import { randomBytes } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { DnsRecord } from "../cloudflare/record.ts";
import { readRecords } from "../cloudflare/records-file.ts";
import { endToEndHeaders } from "./end-to-end-headers.ts";
import { originOf, statusOfFailure } from "./origin.ts";
import { OriginError, reachOrigin } from "./reach-origin.ts";

const { recordsFile = "", listen = "" } = JSON.parse(process.env["CLOUDFLARE_EDGE_SETTINGS"] ?? "{}") as {
  recordsFile?: string;
  listen?: string;
};
/** There while the edge is broken. */
const BROKEN = "/run/cloudflare-edge.broken";
let seen: { readonly stamp: string; readonly records: readonly DnsRecord[] } = { stamp: "", records: [] };

// Read again whenever the file is another one: a changed record counts from the next request on.
function currentRecords(): readonly DnsRecord[] {
  const stat = statSync(recordsFile, { throwIfNoEntry: false, bigint: true });
  const stamp = stat ? `${stat.ino} ${stat.mtimeNs}` : "none";
  if (stamp !== seen.stamp) seen = { stamp, records: readRecords(recordsFile) };
  return seen.records;
}

createServer((request, response) => {
  const ray = `${randomBytes(8).toString("hex")}-LAB`;
  serve(request, response, ray).catch((error: unknown) => {
    const code = error instanceof OriginError ? error.code : "UNKNOWN";
    const status = statusOfFailure(code);
    // 530 comes with the code of what went wrong: https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1016/
    refuse(response, status, ray, status === 530 ? 1016 : status);
  });
}).listen(80, listen);

async function serve(request: IncomingMessage, response: ServerResponse, ray: string): Promise<void> {
  // As on 18 November 2025: https://blog.cloudflare.com/18-november-2025-outage/
  if (existsSync(BROKEN)) return refuse(response, 500, ray);
  // Served by the edge alone: https://developers.cloudflare.com/fundamentals/reference/cdn-cgi-endpoint/
  if (request.url === "/cdn-cgi/trace") return trace(request, response, ray);
  const origin = originOf(currentRecords(), request.headers.host ?? "");
  // A name that points here but is not ours: https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1001/
  if (origin === undefined) return refuse(response, 409, ray, 1001);
  const client = request.socket.remoteAddress ?? "";
  // https://developers.cloudflare.com/fundamentals/reference/http-headers/
  const headers = {
    ...endToEndHeaders(request.headers),
    "cf-ray": ray,
    "cf-connecting-ip": client,
    "x-forwarded-for": client,
    "x-forwarded-proto": "http",
  };
  const { method = "GET", url = "/" } = request;
  const answer = await reachOrigin(origin, { method, path: url, headers }, request);
  response.writeHead(answer.statusCode ?? 520, {
    ...endToEndHeaders(answer.headers),
    server: "cloudflare",
    "cf-ray": ray,
    "cf-cache-status": "DYNAMIC",
  });
  answer.on("error", () => response.destroy());
  answer.pipe(response);
}

function trace(request: IncomingMessage, response: ServerResponse, ray: string): void {
  const lines = ["fl=1f1", `h=${request.headers.host ?? ""}`, `ip=${request.socket.remoteAddress ?? ""}`, `ts=${(Date.now() / 1000).toFixed(3)}`, "visit_scheme=http", "colo=LAB", "http=http/1.1", "tls=off", "warp=off"];
  response.writeHead(200, { "content-type": "text/plain", server: "cloudflare", "cf-ray": ray, "cache-control": "no-cache" }).end(`${lines.join("\n")}\n`);
}

function refuse(response: ServerResponse, status: number, ray: string, code = status): void {
  if (response.headersSent) return void response.destroy();
  response
    .writeHead(status, { "content-type": "text/plain; charset=UTF-8", server: "cloudflare", "cf-ray": ray, "cache-control": "no-store" })
    .end(`error code: ${code}`);
}
