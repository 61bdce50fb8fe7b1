import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { nthOrder, post } from "../../../lab/traffic/orders.ts";
import { nthReadId, read } from "../../../lab/traffic/reads.ts";
import { shopServer } from "../../../lab/shop/server.ts";
import { seededOrderId } from "../../../lab/shop/seeded.ts";
import { shopInMemory, someOrder } from "../shop/stand-ins.ts";

const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const answering = (listener: RequestListener) => listen(createServer(listener));

test("an order the shop took is acknowledged, with the side that took it", async () => {
  const { shop, orders } = shopInMemory();
  const seen = await post(await listen(shopServer(shop)), nthOrder(3));
  expect(seen).toMatchObject({ kind: "acknowledged", side: "aws", address: "127.0.0.1", order: { note: "order 3" } });
  expect(orders.size).toBe(1);
});

test("a shop that says no has refused; anything else that says no has failed", async () => {
  const { shop } = shopInMemory({}, "read-only");
  expect(await post(await listen(shopServer(shop)), nthOrder(0))).toMatchObject({ kind: "refused", status: 503, side: "aws", error: '{"error":"read-only"}' });
  const proxy = await answering((_, response) => response.writeHead(502).end("bad gateway"));
  expect(await post(proxy, nthOrder(0))).toMatchObject({ kind: "failed", status: 502, error: "bad gateway" });
});

test("a 201 by something that is not the shop acknowledges nothing", async () => {
  const impostor = await answering((_, response) => response.writeHead(201).end("{}"));
  expect((await post(impostor, nthOrder(0))).kind).toBe("failed");
});

test("no answer within three seconds is a failure, and so is a broken connection", async () => {
  const silent = await answering(() => undefined);
  expect(await post(silent, nthOrder(0))).toMatchObject({ kind: "failed", error: "no answer within 3000 ms" });
  const breaking = await answering((request) => request.socket.destroy());
  expect(await post(breaking, nthOrder(0))).toMatchObject({ kind: "failed", error: "Error: socket hang up" });
});

test("an answer that begins in time and never ends is a failure", async () => {
  const endless = await answering((_, response) => response.writeHead(201, { "shop-side": "aws" }).write("{"));
  expect((await post(endless, nthOrder(0))).kind).toBe("failed");
});

test("every order goes over a connection of its own", async () => {
  const ports = new Set<number | undefined>();
  const base = await answering((request, response) => {
    ports.add(request.socket.remotePort);
    response.writeHead(503).end();
  });
  for (let n = 0; n < 3; n += 1) await post(base, nthOrder(n));
  expect(ports.size).toBe(3);
});

test("a read is good only when it is the order asked for", async () => {
  const { shop, orders } = shopInMemory();
  const base = await listen(shopServer(shop));
  orders.set(someOrder.id, { ...someOrder, number: 1, placedAt: "2026-11-23T08:00:00.000Z", side: "aws" });
  expect(await read(base, someOrder.id)).toMatchObject({ kind: "read", side: "aws" });
  expect(await read(base, nthReadId(1))).toMatchObject({ kind: "read-failed", status: 404 });
  const wrong = await answering((_, response) => response.writeHead(200, { "shop-side": "aws" }).end(JSON.stringify({ id: someOrder.id })));
  expect((await read(wrong, nthReadId(1))).kind).toBe("read-failed");
});

test("the reads go through the history, never the same twice in a row", () => {
  const ids = Array.from({ length: 100 }, (_, n) => nthReadId(n));
  expect(new Set(ids).size).toBe(100);
  expect(ids[0]).toBe(seededOrderId(1));
});
