import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { brisk, objectStore } from "../../scripts/adapters/object-store.ts";
import { bucketServer, type Trouble } from "../support/bucket-server.ts";

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function storeWith(troubles: Trouble[] = []) {
  const server = await bucketServer(troubles);
  endings.push(server.close);
  return { server, store: objectStore({ endpoint: server.origin, project: "shop", token: undefined }, brisk) };
}

const text = (body: string) => Buffer.from(body);

test("an object is seen with its generation and its age by the store's own clock", async () => {
  const { server, store } = await storeWith();
  expect(await store.look("leases", "shop/active-run.json")).toBeUndefined();
  await store.replace("leases", "shop/active-run.json", text("first"), "0");
  server.clock.seconds += 42;
  const seen = await store.look("leases", "shop/active-run.json");
  expect(seen).toMatchObject({ generation: "1", ageSeconds: 42 });
  expect(Buffer.from(seen?.body ?? [])).toEqual(text("first"));
});

test("only the generation that was seen is replaced", async () => {
  const { server, store } = await storeWith();
  expect(await store.replace("leases", "x", text("first"), "0")).toEqual({ generation: "1" });
  expect(await store.replace("leases", "x", text("late"), "0")).toBe("changed");
  server.clock.seconds += 5;
  expect(await store.replace("leases", "x", text("second"), "1")).toEqual({ generation: "2" });
  expect(await store.replace("leases", "x", text("late"), "1")).toBe("changed");
  expect(await store.look("leases", "x")).toMatchObject({ generation: "2", ageSeconds: 0 });
  expect(server.objects.get("x")).toEqual(text("second"));
});

test("an object whose age nobody tells is an error, and not one just written", async () => {
  const { server, store } = await storeWith();
  server.objects.set("x", text("no version"));
  await expect(store.look("leases", "x")).rejects.toMatchObject({ code: "ANSWER_UNREADABLE", message: expect.stringContaining("how old x is") as string });
});

test("the folders below a prefix are listed once each, through all pages", async () => {
  const { store } = await storeWith();
  for (const name of ["shop/r1/entries/0", "shop/r1/entries/1", "shop/r1/answers/a", "shop/r2/entries/0", "shop/r3/entries/0", "shop/loose", "other/r9/entries/0"]) await store.create("journal", name, text("x"));
  expect(await store.folders("journal", "shop/")).toEqual(["r1", "r2", "r3"]);
  expect(await store.folders("journal", "nobody/")).toEqual([]);
});

test.each<[string, Trouble]>([["hangs up", "hang up"], ["loses its answer", "lose the answer"], ["says later", "503"]])("a store that %s is silent, and is asked once: whoever waits will ask again", async (_, trouble) => {
  const { server, store } = await storeWith([trouble]);
  await expect(store.replace("leases", "x", text("first"), "0")).rejects.toMatchObject({ code: "STORE_SILENT" });
  expect(server.asked).toHaveLength(1);
});

test("a store that takes a request and never answers is given up in time", async () => {
  const server = createServer(() => undefined);
  await once(server.listen(0, "127.0.0.1"), "listening");
  endings.push(async () => {
    server.closeAllConnections();
    await once(server.close(), "close");
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = objectStore({ endpoint, project: "shop", token: undefined }, { ...brisk, seconds: 0.2 });
  await expect(store.look("leases", "x")).rejects.toMatchObject({ code: "STORE_SILENT" });
});
