import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { ASK_ALL, lookIn, urlsOf } from "../../../scripts/core/hotfix/answers.ts";
import { hotfixSection } from "../../../scripts/core/hotfix/settings.ts";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const settings = hotfixSection.parse({ probes: [{ path: "/orders" }, { path: "/moved", status: 302 }], countersPath: "/counters" });
let server: Server;
let port = 0;
let broken = false;

beforeAll(async () => {
  server = createServer((request, response) => {
    const answers: Record<string, [number, string]> = {
      "/healthz": [broken ? 503 : 200, JSON.stringify({ ok: !broken, mode: "read-write", side: "aws" })],
      "/orders": [broken ? 500 : 200, "[]\n\n"],
      "/moved": [302, ""],
      "/counters": [200, JSON.stringify({ requests: 12, failed: 1 })],
    };
    const [status, body] = answers[request.url ?? ""] ?? [404, ""];
    response.writeHead(status).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as { port: number }).port;
});
afterAll(() => void server.close());

const ask = async (at: number) => (await promisify(execFile)("sh", ["-c", ASK_ALL, "sh", ...urlsOf({ port: at, healthPath: "/healthz" }, settings)])).stdout;

test("a host asks itself, and its answers are one look", async () => {
  broken = false;
  expect(lookIn(await ask(port), 4, settings)).toEqual({ after: 4, healthy: true, says: "well", probes: [{ path: "/orders", failed: undefined }, { path: "/moved", failed: undefined }], counters: { requests: 12, failed: 1 } });
});

test("what fails is told with its status", async () => {
  broken = true;
  expect(lookIn(await ask(port), 4, settings)).toMatchObject({ healthy: false, says: "it says itself that it is not well", probes: [{ path: "/orders", failed: "status 500" }, { path: "/moved", failed: undefined }] });
});

test("a service that does not answer is not well, and that is seen", async () => {
  const free = Number(execFileSync("sh", ["-c", "echo 1"]).toString());
  expect(lookIn(await ask(free), 4, settings)).toMatchObject({ healthy: false, says: "no answer", probes: [{ failed: "no answer" }, { failed: "no answer" }], counters: undefined });
});

test("a host that says nothing was not seen", () => {
  expect(lookIn("", 4, settings)).toHaveProperty("unseen");
});
