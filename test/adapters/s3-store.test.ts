import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { sourceObjects } from "../../scripts/adapters/source-objects.ts";
import { s3Patient, s3Store } from "../../scripts/adapters/s3-store.ts";
import { crc32cOf } from "../../scripts/core/crc32c.ts";
import { sha256Of } from "../../scripts/core/manifest.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { onLoopback } from "../support/loopback.ts";
import { s3Server, type S3Trouble } from "../support/s3-server.ts";

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const end of endings.splice(0)) await end();
});

async function storeWith(troubles: S3Trouble[] = [], options: { isLocked?: boolean } = {}) {
  const server = await s3Server(troubles, options);
  const directory = await mkdtemp(join(tmpdir(), "s3-"));
  endings.push(server.close, () => rm(directory, { recursive: true }));
  const store = s3Store({ endpoint: server.origin, region: "eu-central-003", accessKeyId: new Secret("the-id"), secretAccessKey: new Secret("the-secret-of-the-second-store") }, { ...s3Patient, attempts: 3, wholeUpToBytes: 4000, partBytes: 3000 });
  return { store, server, at: (name: string) => join(directory, name) };
}

const body = Buffer.from("a manifest");

test("what was created is read again, whatever its name holds, and every request is signed", async () => {
  const { store, server } = await storeWith();
  expect(await store.create("second", "shop/a b/é?#.json", body)).toEqual({ name: "shop/a b/é?#.json", bytes: 10, createdAt: server.storedAt, generation: expect.any(String) as string, crc32c: crc32cOf(body) });
  expect(Buffer.from((await store.read("second", "shop/a b/é?#.json")) ?? [])).toEqual(body);
  expect(await store.read("second", "nothing")).toBeUndefined();
  expect(server.asked.every(({ authorization }) => authorization.startsWith("AWS4-HMAC-SHA256 Credential=the-id/") && !authorization.includes("the-secret"))).toBe(true);
});

test("nothing is replaced: the second to create is told so", async () => {
  const { store, server } = await storeWith();
  await store.create("second", "x", body);
  expect(await store.create("second", "x", Buffer.from("other"))).toBe("exists");
  expect(await store.replace("second", "x", Buffer.from("other"), "0")).toBe("changed");
  expect(server.objects.get("x")).toEqual(body);
});

test("what may pass is tried again, and a lost answer shows as a name that is taken", async () => {
  const { store, server } = await storeWith(["503", "none", "hang up", "lose the answer"]);
  expect(await store.create("second", "x", body)).toBe("exists");
  expect(server.objects.get("x")).toEqual(body);
});

test.each<[string, number]>([
  ["a small file whole", 1000],
  ["an empty one", 0],
  ["a large one in parts", 10_017],
])("%s arrives as it was, and comes back as it was", async (_, size) => {
  const { store, server, at } = await storeWith(size > 4000 ? ["503"] : []);
  await writeFile(at("file"), randomBytes(size));
  const sent = await readFile(at("file"));
  expect(await store.createFromFile("second", "big", at("file"))).toMatchObject({ bytes: size, crc32c: crc32cOf(sent) });
  expect(await store.readToFile("second", "big", at("back"))).toEqual({ bytes: size, sha256: sha256Of(sent) });
  expect((await readFile(at("back"))).equals(sent)).toBe(true);
  expect(await store.createFromFile("second", "big", at("file"))).toBe("exists");
  expect(server.uploads.size).toBe(0);
});

test("a large file whose last answer got lost is not sent twice: its name is taken", async () => {
  const { store, server, at } = await storeWith(["none", "none", "none", "none", "none", "none", "lose the answer"]);
  await writeFile(at("file"), randomBytes(10_017));
  expect(await store.createFromFile("second", "big", at("file"))).toBe("exists");
  expect(server.objects.get("big")).toEqual(await readFile(at("file")));
  expect(server.asked.filter(({ line }) => line === "PUT /second/big")).toHaveLength(4);
});

test("a listing goes on through all its pages, and shows folders", async () => {
  const { store } = await storeWith();
  for (const name of ["shop/1/a", "shop/2", "shop/3/b", "shop/4", "shop/5 & <6>", "other/1"]) await store.create("second", name, body);
  expect((await store.list("second", "shop/")).map(({ name }) => name)).toEqual(["shop/1/a", "shop/2", "shop/3/b", "shop/4", "shop/5 & <6>"]);
  expect(await store.folders("second", "shop/")).toEqual(["1", "3"]);
  expect(await store.list("second", "empty/")).toEqual([]);
});

test("a list that says that there is more, and not where, is not taken for all", async () => {
  const { origin, close } = await onLoopback(createServer((_, response) => void response.writeHead(200, { "content-type": "application/xml" }).end("<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>a</Key></Contents></ListBucketResult>")));
  endings.push(close);
  const store = s3Store({ endpoint: origin, region: "eu-central-003", accessKeyId: new Secret("the-id"), secretAccessKey: new Secret("the-secret") });
  await expect(store.list("second", "")).rejects.toMatchObject({ code: "ANSWER_UNREADABLE" });
});

test("an object's age is the store's word, and exactly the one that was seen is replaced or removed", async () => {
  const { store, server } = await storeWith();
  const first = await store.replace("second", "x", body, "0");
  if (first === "changed") throw new Error("there was nothing");
  expect(await store.look("second", "x")).toMatchObject({ generation: first.generation, ageSeconds: 30 });
  expect(await store.replace("second", "x", Buffer.from("b"), "other")).toBe("changed");
  expect(await store.remove("second", "x", "other")).toBe("changed");
  expect(await store.remove("second", "x", first.generation)).toBe("removed");
  expect(await store.remove("second", "x", first.generation)).toBe("was gone");
  expect(server.objects.size).toBe(0);
});

test("what the store's own lock keeps is no failure", async () => {
  const { store } = await storeWith([], { isLocked: true });
  await store.create("second", "x", body);
  const [{ generation } = { generation: "" }] = await store.list("second", "");
  expect(await store.remove("second", "x", generation)).toEqual({ kept: expect.stringContaining("object lock") as string });
});

test("a refusal and a silence are told apart, and neither shows the key", async () => {
  const refused = await storeWith(["403"]);
  await expect(refused.store.list("second", "")).rejects.toMatchObject({ code: "SECOND_STORE_NOT_SIGNED_IN", message: expect.stringContaining("InvalidAccessKeyId") as string });
  const silent = await storeWith(["hang up", "hang up", "hang up"]);
  await expect(silent.store.list("second", "")).rejects.toMatchObject({ code: "STORE_SILENT", message: expect.not.stringContaining("the-secret") as string });
});

test("a store that falls silent in the middle of an object is silent, and nobody waits for it without an end", async () => {
  const server = createServer((_, response) => void response.writeHead(200, { "content-length": "10", "last-modified": new Date().toUTCString(), date: new Date().toUTCString() }).write("half"));
  const { origin, close } = await onLoopback(server);
  endings.push(close);
  const store = s3Store({ endpoint: origin, region: "eu-central-003", accessKeyId: new Secret("the-id"), secretAccessKey: new Secret("the-secret") }, { ...s3Patient, attempts: 1, seconds: 1 });
  const directory = await mkdtemp(join(tmpdir(), "s3-"));
  endings.push(() => rm(directory, { recursive: true }));
  await expect(store.read("second", "x")).rejects.toMatchObject({ code: "STORE_SILENT" });
  await expect(store.look("second", "x")).rejects.toMatchObject({ code: "STORE_SILENT" });
  await expect(store.readToFile("second", "x", join(directory, "x"))).rejects.toMatchObject({ code: "STORE_SILENT" });
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "not-for-printing");
  await expect(sourceObjects({ region: "eu-west-1", endpoint: origin }, { attempts: 1, seconds: 1 }).sha256("objects", "x")).rejects.toMatchObject({ code: "SOURCE_OBJECTS_SILENT" });
}, 20_000);

test("a download that is given up ends at once, with the reason of whoever gave it up", async () => {
  let asked = 0;
  const { origin, close } = await onLoopback(createServer((_, response) => void (asked++, response.writeHead(200, { "content-length": "10" }).write("half"))));
  const { at } = await storeWith();
  endings.push(close);
  const over = new AbortController();
  const store = s3Store({ endpoint: origin, region: "eu-central-003", accessKeyId: new Secret("the-id"), secretAccessKey: new Secret("the-secret") });
  const download = store.readToFile("second", "big", at("back"), over.signal);
  await vi.waitUntil(() => asked > 0, 15_000);
  over.abort(new Error("a sibling is damaged"));
  await expect(download).rejects.toThrow("a sibling is damaged");
});

test("an upload that is given up ends with the reason of whoever gave it up, and leaves no parts behind", async () => {
  const { store, server, at } = await storeWith();
  await writeFile(at("file"), randomBytes(10_017));
  const over = new AbortController();
  const upload = store.createFromFile("second", "big", at("file"), over.signal);
  await vi.waitUntil(() => server.uploads.size > 0, { timeout: 15_000, interval: 1 });
  over.abort(new Error("the dump has failed"));
  await expect(upload).rejects.toThrow("the dump has failed");
  expect([server.uploads.size, server.objects.size]).toEqual([0, 0]);
});

test("a bucket that is there is not made", async () => {
  const { store } = await storeWith();
  expect(await store.ensureBucket("second", { location: "EU", versioned: false })).toBe("was there");
});
