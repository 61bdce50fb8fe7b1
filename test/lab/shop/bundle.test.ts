import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildShop } from "../../../lab/shop/build.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "shop-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("the bundle is one file; with every dependency away it answers, refuses and stops when asked", async () => {
  const file = join(folder, "shop.mjs");
  const mode = join(folder, "mode");
  await buildShop(file);
  writeFileSync(mode, "read-write\n");
  const [port, away] = [await freePort(), `127.0.0.1:${await freePort()}`];
  const env = {
    DATABASE_URL: `postgres://shop:word@${away}/shop`,
    REDIS_URL: `redis://${away}`,
    OBJECTS_URL: "gs://shop-objects",
    STORAGE_ENDPOINT: `http://${away}`,
    GOOGLE_OAUTH_ACCESS_TOKEN: "token",
    MODE_FILE: mode,
    SIDE: "gcp",
    PORT: String(port),
  };
  const shop = execa(process.execPath, [file], { cwd: folder, env, reject: false, timeout: 15_000 });
  await Promise.race([once(shop.stdout, "data"), shop]);

  const health = await fetch(`http://127.0.0.1:${port}/healthz`);
  expect(health.status).toBe(503);
  expect(health.headers.get("shop-side")).toBe("gcp");
  expect(await health.json()).toMatchObject({ ok: false, mode: "read-write", checks: { database: { ok: false }, cache: { ok: false }, objects: { ok: false } } });
  const order = { id: "0f8fad5b-d9cb-469f-a165-70867728950e", customer: 1, sku: "SKU-00001", quantity: 1, note: "" };
  expect((await fetch(`http://127.0.0.1:${port}/orders`, { method: "POST", body: JSON.stringify(order) })).status).toBe(503);
  shop.kill("SIGTERM");
  expect((await shop).exitCode).toBe(0);
});
