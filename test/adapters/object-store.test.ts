import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { objectStore, patient } from "../../scripts/adapters/object-store.ts";
import { crc32cOf } from "../../scripts/core/crc32c.ts";
import { sha256Of } from "../../scripts/core/manifest.ts";
import { bucketServer, type Trouble } from "../support/bucket-server.ts";
import { onLoopback } from "../support/loopback.ts";

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function storeWith(troubles: Trouble[] = [], { mayOnlyCreate = false, lockedUntil, ...options }: { token?: string; project?: string; mayOnlyCreate?: boolean; lockedUntil?: string } = {}) {
  const server = await bucketServer(troubles, { mayOnlyCreate, ...(lockedUntil === undefined ? {} : { lockedUntil }) });
  const directory = await mkdtemp(join(tmpdir(), "store-"));
  endings.push(server.close, () => rm(directory, { recursive: true }));
  const store = objectStore({ endpoint: server.origin, project: options.project ?? "shop", token: options.token }, { ...patient, firstPauseSeconds: 0.01, wholeUpToBytes: 4000, pieceBytes: 1000 });
  return { store, server, at: (name: string) => join(directory, name) };
}

const body = Buffer.from("a manifest");

test("what was created is read again, whatever its name holds", async () => {
  const { store } = await storeWith();
  expect(await store.create("exports", "shop/a b/é?#.json", body)).toMatchObject({ name: "shop/a b/é?#.json", bytes: body.length, createdAt: "2026-11-23T08:07:00.000Z" });
  expect(Buffer.from((await store.read("exports", "shop/a b/é?#.json")) ?? [])).toEqual(body);
});

test("a download that breaks off is begun again, from its first byte", async () => {
  let asked = 0;
  const { origin, close } = await onLoopback(createServer((_, response) => {
    asked += 1;
    response.writeHead(200, { "content-length": String(body.length) });
    if (asked === 1) response.write(body.subarray(0, 4), () => response.destroy());
    else response.end(body);
  }));
  endings.push(close);
  const { at } = await storeWith();
  const store = objectStore({ endpoint: origin, project: "shop", token: undefined }, { ...patient, firstPauseSeconds: 0.01 });
  expect(await store.readToFile("exports", "x", at("x"))).toEqual({ bytes: body.length, sha256: sha256Of(body) });
  expect([asked, await readFile(at("x"))]).toEqual([2, body]);
});

test("an object that is not there is not an error", async () => {
  const { store } = await storeWith();
  expect(await store.read("exports", "nothing")).toBeUndefined();
});

test("nothing is replaced: the second to create is told so", async () => {
  const { store, server } = await storeWith();
  await store.create("exports", "x", body);
  expect(await store.create("exports", "x", Buffer.from("other"))).toBe("exists");
  expect(server.objects.get("x")).toEqual(body);
});

test("a listing goes on through all its pages", async () => {
  const { store } = await storeWith();
  for (const name of ["shop/1", "shop/2", "shop/3", "shop/4", "shop/5", "other/1"]) await store.create("exports", name, body);
  expect((await store.list("exports", "shop/")).map(({ name }) => name)).toEqual(["shop/1", "shop/2", "shop/3", "shop/4", "shop/5"]);
  expect(await store.list("exports", "empty/")).toEqual([]);
});

test.each<[string, number]>([
  ["a small file in one request", 1000],
  ["an empty file", 0],
  ["a large one in pieces", 10_017],
])("%s arrives as it was, and comes back as it was", async (_, size) => {
  const { store, server, at } = await storeWith();
  await writeFile(at("file"), randomBytes(size));
  const stored = await store.createFromFile("exports", "big", at("file"));
  expect(stored).toMatchObject({ bytes: size });
  expect(await store.readToFile("exports", "big", at("back"))).toEqual({ bytes: size, sha256: sha256Of(await readFile(at("file"))) });
  expect((await readFile(at("back"))).equals(await readFile(at("file")))).toBe(true);
  expect(await store.createFromFile("exports", "big", at("file"))).toBe("exists");
  expect(server.asked.some(({ line }) => line.startsWith("PUT"))).toBe(size > 1000);
});

test("a download that is given up ends at once, with the reason of whoever gave it up, and is not tried again", async () => {
  let asked = 0;
  const { origin, close } = await onLoopback(createServer((_, response) => void (asked++, response.writeHead(200, { "content-length": "10" }).write("half"))));
  const { at } = await storeWith();
  endings.push(close);
  const over = new AbortController();
  const store = objectStore({ endpoint: origin, project: "shop", token: undefined }, patient);
  const download = store.readToFile("exports", "big", at("back"), over.signal);
  await vi.waitUntil(() => asked > 0, 15_000);
  over.abort(new Error("a sibling is damaged"));
  await expect(download).rejects.toThrow("a sibling is damaged");
  expect(asked).toBe(1);
});

test.each<[string, number]>([["in one request", 1000], ["in pieces", 10_017]])("an upload %s that is given up ends at once, and is not tried again", async (_, size) => {
  let asked = 0;
  const { origin, close } = await onLoopback(createServer(() => void (asked++)));
  const { at } = await storeWith();
  endings.push(close);
  await writeFile(at("file"), randomBytes(size));
  const over = new AbortController();
  const store = objectStore({ endpoint: origin, project: "shop", token: undefined }, { ...patient, wholeUpToBytes: 4000 });
  const upload = store.createFromFile("exports", "big", at("file"), over.signal);
  await vi.waitUntil(() => asked > 0, 15_000);
  over.abort(new Error("the dump has failed"));
  await expect(upload).rejects.toThrow("the dump has failed");
  expect(asked).toBe(1);
});

test("of a piece that was taken by half, the other half is sent again", async () => {
  const { store, server, at } = await storeWith(["lose the answer", "take half of the piece", "503"]);
  await writeFile(at("file"), randomBytes(10_017));
  await store.createFromFile("exports", "big", at("file"));
  expect((await readFile(at("file"))).equals(server.objects.get("big") ?? Buffer.alloc(0))).toBe(true);
});

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  // As from a file that is followed: always the same memory.
  const memory = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) yield memory.subarray(0, bytes.copy(memory, 0, at, at + size));
}

test.each<[string, number, Trouble[]]>([
  ["nothing at all", 0, []],
  ["less than a piece", 700, ["503"]],
  ["one piece exactly", 1000, []],
  ["a piece and a byte", 1001, ["503"]],
  ["many pieces, of which one is taken by half and one answer is lost", 10_017, ["503", "take half of the piece", "lose the answer", "503"]],
])("what is still being made is sent as it comes: %s", async (_, length, troubles) => {
  const { store, server } = await storeWith(troubles);
  const bytes = randomBytes(length);
  expect(await store.createFromStream?.("exports", "grown", chunksOf(bytes, 300))).toMatchObject({ name: "grown", bytes: length, crc32c: crc32cOf(bytes) });
  expect(server.objects.get("grown")?.equals(bytes)).toBe(true);
});

test("what breaks off while it is being made is no object", async () => {
  const { store, server } = await storeWith();
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield* chunksOf(randomBytes(2500), 300);
    throw new Error("the dump has failed");
  }
  await expect(store.createFromStream?.("exports", "half", breaking())).rejects.toThrow("the dump has failed");
  expect(server.objects.has("half")).toBe(false);
});

test("nothing is replaced by what is still being made", async () => {
  const { store, server } = await storeWith();
  await store.create("exports", "x", body);
  expect([await store.createFromStream?.("exports", "x", chunksOf(randomBytes(500), 300)), await store.createFromStream?.("exports", "x", chunksOf(randomBytes(2500), 300))]).toEqual(["exists", "exists"]);
  expect(server.objects.get("x")).toEqual(body);
});

test("what may pass is tried again, and a lost answer shows as a name that is taken", async () => {
  const { store, server } = await storeWith(["503", "hang up", "lose the answer"]);
  expect(await store.create("exports", "x", body)).toBe("exists");
  expect(server.objects.get("x")).toEqual(body);
});

test("who may only create is told in other words that a name is taken", async () => {
  const { store, server, at } = await storeWith(["lose the answer"], { mayOnlyCreate: true });
  expect(await store.create("exports", "x", body)).toBe("exists");
  await writeFile(at("file"), randomBytes(1000));
  expect(await store.createFromFile("exports", "x", at("file"))).toBe("exists");
  expect(server.objects.get("x")).toEqual(body);
  await expect(store.list("exports", "")).rejects.toMatchObject({ code: "STORE_REFUSED" });
  await expect(store.read("exports", "x")).rejects.toMatchObject({ code: "STORE_REFUSED" });
});

test("a small object that changes on the way is not taken by the store", async () => {
  const { store, server } = await storeWith(["flip a bit"]);
  await expect(store.create("exports", "x", body)).rejects.toMatchObject({ code: "STORE_REFUSED" });
  expect(server.objects.size).toBe(0);
});

test("a refusal is not tried again", async () => {
  const { store, server } = await storeWith();
  await expect(store.readToFile("exports", "nothing", "/dev/null")).rejects.toMatchObject({ code: "STORE_REFUSED", message: expect.stringContaining("answered 404 to GET /storage/v1/b/exports/o/nothing: no such object") as string });
  expect(server.asked).toHaveLength(1);
});

test("a store that stays silent is given up, and said so", async () => {
  const { store, server } = await storeWith(["hang up", "hang up", "hang up", "hang up", "hang up"]);
  await expect(store.list("exports", "")).rejects.toMatchObject({ code: "STORE_SILENT" });
  expect(server.asked).toHaveLength(5);
});

test("a credential never travels in the clear", async () => {
  const { store, server } = await storeWith([], { token: "secret" });
  await store.list("exports", "");
  expect(server.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
});

test("a credential that is not there is told at once, and the store is never asked", async () => {
  vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/credentials.json");
  const store = objectStore({ endpoint: "https://127.0.0.1:1", project: "shop", token: undefined }, { ...patient, firstPauseSeconds: 60, wholeUpToBytes: 4000, pieceBytes: 1000 });
  await expect(store.list("exports", "")).rejects.toMatchObject({
    code: "STORE_NOT_SIGNED_IN",
    message: expect.stringMatching(/^STORE_NOT_SIGNED_IN: there is no valid credential for the object store at https:\/\/127\.0\.0\.1:1: .*\/nowhere\/credentials\.json does not exist/) as string,
  });
  vi.unstubAllEnvs();
});

test("a credential that the store does not take is told at once", async () => {
  const { store, server } = await storeWith(["401"]);
  await expect(store.list("exports", "")).rejects.toMatchObject({ code: "STORE_NOT_SIGNED_IN" });
  expect(server.asked).toHaveLength(1);
});

test("exactly the generation that was seen is removed; a lost answer shows as one that was gone", async () => {
  const { store, server } = await storeWith();
  await store.create("exports", "shop/a b.json", body);
  expect(await store.remove("exports", "shop/a b.json", "7")).toBe("changed");
  expect(server.objects.size).toBe(1);
  expect(await store.remove("exports", "shop/a b.json", "1")).toBe("removed");
  expect(await store.remove("exports", "shop/a b.json", "1")).toBe("was gone");
});

test("what the bucket's own rule keeps is no failure; a want of rights is", async () => {
  const { store, server } = await storeWith([], { lockedUntil: "2026-12-09T08:07:00Z" });
  await store.create("exports", "x", body);
  expect(await store.list("exports", "")).toMatchObject([{ lockedUntil: "2026-12-09T08:07:00.000Z" }]);
  expect(await store.remove("exports", "x", "1")).toEqual({ kept: expect.stringContaining("retention policy") as string });
  expect(server.objects.size).toBe(1);
  const creator = await storeWith([], { mayOnlyCreate: true });
  await expect(creator.store.remove("exports", "x", "1")).rejects.toMatchObject({ code: "STORE_REFUSED" });
});

test("a bucket is made once", async () => {
  const options = { location: "EU", versioned: true };
  expect(await (await storeWith()).store.ensureBucket("exports", options)).toBe("made");
  expect(await (await storeWith([], { project: "taken" })).store.ensureBucket("exports", options)).toBe("was there");
});

test("a store that is in trouble all the time has given no answer; whoever waits for it may go on waiting", async () => {
  const { store, server } = await storeWith(["503", "503", "503", "503", "503"]);
  await expect(store.list("exports", "")).rejects.toMatchObject({ code: "STORE_SILENT", message: expect.stringContaining("it answered 503: try later") as string });
  expect(server.asked).toHaveLength(5);
});
