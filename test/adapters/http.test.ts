import { createServer } from "node:net";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { http } from "../../scripts/adapters/http.ts";
import { tcp } from "../../scripts/adapters/tcp.ts";
import { answeringServer, type Reply } from "../support/answering-server.ts";

const opened: (() => Promise<void>)[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((close) => close()))));

async function serverWith(reply: Reply) {
  const server = await answeringServer(reply);
  opened.push(server.close);
  return server;
}

test("asks an address for the name that a customer would use", async () => {
  const server = await serverWith({ status: 200, body: "well" });
  expect(await http.get(`${server.origin}/healthz`, { timeoutSeconds: 5, host: "shop.example.com" })).toEqual({ status: 200, body: "well" });
  expect(server.asked()[0]).toMatchObject({ line: "GET /healthz", host: "shop.example.com" });
});

test("an error's body is an answer, too, and a redirect is not followed", async () => {
  const sick = await serverWith({ status: 503, body: "sick" });
  const elsewhere = await serverWith({ status: 301, body: "", headers: { location: sick.origin } });
  expect(await http.get(sick.origin, { timeoutSeconds: 5 })).toEqual({ status: 503, body: "sick" });
  expect(await http.get(elsewhere.origin, { timeoutSeconds: 5 })).toEqual({ status: 301, body: "" });
});

test("keeps no more of a body than it promises", async () => {
  const { origin } = await serverWith({ status: 200, body: "x".repeat(1024 * 1024) });
  expect(await http.get(origin, { timeoutSeconds: 5 })).toEqual({ status: 200, body: "x".repeat(64 * 1024) });
});

test.each<[string, Reply, string]>([
  ["silence", "say nothing", "no answer within 0.2 s"],
  ["a dropped connection", "hang up", "socket hang up"],
])("%s is a failure, not an error", async (_, reply, failed) => {
  const { origin } = await serverWith(reply);
  expect(await http.get(origin, { timeoutSeconds: reply === "hang up" ? 5 : 0.2 })).toEqual({ failed });
});

test("a body that never ends is a failure after the time limit", async () => {
  const server = createServer((socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"));
  await once(server.listen(0, "127.0.0.1"), "listening");
  opened.push(async () => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  expect(await http.get(`http://127.0.0.1:${port ?? 0}/`, { timeoutSeconds: 0.2 })).toEqual({ failed: "no answer within 0.2 s" });
});

test("a port that listens is connected, one that does not is not", async () => {
  const server = await serverWith("say nothing");
  expect(await tcp.connect("127.0.0.1", server.port, { timeoutSeconds: 5 })).toBe("connected");
  await server.close();
  opened.pop();
  expect(await tcp.connect("127.0.0.1", server.port, { timeoutSeconds: 5 })).toEqual({ failed: expect.stringContaining("ECONNREFUSED") as string });
});
