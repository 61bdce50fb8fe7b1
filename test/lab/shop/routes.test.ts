import { expect, test } from "vitest";
import { answer, type Shop } from "../../../lab/shop/routes.ts";
import { shopInMemory, someOrder } from "./stand-ins.ts";

const post = (shop: Shop, body: unknown) => answer(shop, { method: "POST", path: "/orders", body: JSON.stringify(body) });
const get = (shop: Shop, path: string) => answer(shop, { method: "GET", path, body: "" });
const broken = async (): Promise<never> => {
  throw new Error("connection refused");
};

test("an order is acknowledged once it is stored, receipted and remembered", async () => {
  const { shop, orders, receipts, sessions } = shopInMemory();
  expect(await post(shop, someOrder)).toMatchObject({ status: 201, body: { ...someOrder, number: 1, side: "aws" } });
  expect(orders.get(someOrder.id)).toMatchObject(someOrder);
  expect(receipts.get(someOrder.id)).toEqual(orders.get(someOrder.id));
  expect(sessions.get(someOrder.customer)).toBe(someOrder.id);
});

test("the same order twice is one order and the same answer", async () => {
  const { shop, orders } = shopInMemory();
  expect(await post(shop, someOrder)).toEqual(await post(shop, someOrder));
  expect(orders.size).toBe(1);
});

test("another order under a taken id is refused", async () => {
  const { shop } = shopInMemory();
  await post(shop, someOrder);
  expect((await post(shop, { ...someOrder, quantity: 3 })).status).toBe(409);
});

test("a read-only shop refuses orders, stores nothing and still shows them", async () => {
  const { shop, orders } = shopInMemory({}, "read-only");
  orders.set(someOrder.id, { ...someOrder, number: 1, placedAt: "2026-11-23T08:00:00.000Z", side: "aws" });
  expect(await post(shop, { ...someOrder, id: "7c9e6679-7425-40de-944b-e07fc1f90ae7" })).toEqual({ status: 503, body: { error: "read-only" } });
  expect(orders.size).toBe(1);
  expect(await get(shop, `/orders/${someOrder.id}`)).toMatchObject({ status: 200, body: someOrder });
});

test.each<[string, Partial<Shop>]>([
  ["database", { orders: { ...shopInMemory().shop.orders, place: broken } }],
  ["object store", { receipts: { store: broken, ping: broken } }],
  ["cache", { sessions: { remember: broken, ping: broken, close: () => undefined } }],
])("an order is not acknowledged while the %s is away", async (_, overrides) => {
  expect(await post(shopInMemory(overrides).shop, someOrder)).toEqual({ status: 503, body: { error: "connection refused" } });
});

test.each<[string, unknown]>([
  ["an id that is no uuid", { ...someOrder, id: "1" }],
  ["no quantity", { ...someOrder, quantity: undefined }],
  ["a quantity of none", { ...someOrder, quantity: 0 }],
  ["a field too many", { ...someOrder, discount: 100 }],
  ["no order at all", "hello"],
])("an order with %s is refused", async (_, body) => {
  expect((await post(shopInMemory().shop, body)).status).toBe(400);
});

test("a body that is not JSON is refused, not a crash", async () => {
  expect((await answer(shopInMemory().shop, { method: "POST", path: "/orders", body: "{" })).status).toBe(400);
});

test("an unknown customer or product is the client's mistake", async () => {
  const { shop } = shopInMemory();
  const orders = { ...shop.orders, place: async () => ({ outcome: "unknown-customer-or-sku" as const }) };
  expect((await post({ ...shop, orders }, someOrder)).status).toBe(422);
});

test.each(["/orders/7c9e6679-7425-40de-944b-e07fc1f90ae7", "/orders/1", "/", "/healthz/more"])("%s is not there", async (path) => {
  expect((await get(shopInMemory().shop, path)).status).toBe(404);
});

test("health is the health of everything it depends on, and tells mode and side", async () => {
  expect(await get(shopInMemory().shop, "/healthz")).toMatchObject({
    status: 200,
    body: { ok: true, mode: "read-write", side: "aws", checks: { database: { ok: true }, cache: { ok: true }, objects: { ok: true } } },
  });
  const { shop } = shopInMemory({ receipts: { store: broken, ping: broken } }, "read-only");
  expect(await get(shop, "/healthz")).toMatchObject({
    status: 503,
    body: { ok: false, mode: "read-only", checks: { database: { ok: true }, objects: { ok: false, error: "connection refused" } } },
  });
});

test("a bug fails orders with an error of the shop's own, while its health path says that all it needs is well", async () => {
  const { shop } = shopInMemory();
  const buggy: Shop = { ...shop, hasBug: () => true, search: () => Promise.resolve() };
  expect((await post(buggy, someOrder)).status).toBe(500);
  expect(await get(buggy, "/healthz")).toMatchObject({ status: 200, body: { ok: true, checks: { search: { ok: true } } } });
});
