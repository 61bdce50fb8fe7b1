import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cache } from "../../scripts/adapters/cache.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { paperCache } from "../support/paper-cache.ts";

type Server = Awaited<ReturnType<typeof paperCache>>;
let source: Server;
let target: Server;
let directory = "";
beforeEach(async () => {
  [source, target, directory] = await Promise.all([paperCache(), paperCache(), mkdtemp(join(tmpdir(), "cache-"))]);
});
afterEach(async () => {
  await Promise.all([source.close(), target.close(), rm(directory, { recursive: true })]);
});

const at = ({ host, port }: Server) => ({ host, port, tls: false });
const file = () => join(directory, "copy");
const noWord = () => undefined;
const binary = Buffer.from([0, 13, 10, 255, 128]);

test("a server tells which engine it is: Valkey is not taken for the Redis it descends from", async () => {
  expect(await cache.describe(at(source))).toEqual({ engine: "valkey", version: "8.1.0" });
});

test("every key of the databases named comes back, whatever bytes it has, with its time to live counted on", async () => {
  for (const n of [1, 2, 3, 4, 5]) source.put(0, `session:${n}`, `value ${n}`);
  source.put(0, binary, "binary");
  source.put(0, "ends soon", "x", source.clock.nowMs + 60_000);
  source.put(0, "ends later", "y", source.clock.nowMs + 3_600_000);
  source.put(1, "not copied", "z");
  source.put(2, "job", "2");
  expect(await cache.copy(at(source), [0, 2], file(), noWord)).toEqual([{ number: 0, keys: 8 }, { number: 2, keys: 1 }]);

  target.clock.nowMs += 600_000;
  expect(await cache.load(at(target), [0, 2], file(), noWord)).toEqual({ keys: 8, expired: 1, kept: 0, skipped: 0 });
  expect(target.held(0)).toEqual({
    ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`session:${n}`, `value ${n}`])),
    [binary.toString("latin1")]: "binary",
    "ends later": ["y", source.clock.nowMs + 3_600_000],
  });
  expect([target.held(1), target.held(2)]).toEqual([{}, { job: "2" }]);
});

test("loading twice changes nothing, and what the application has written since stays", async () => {
  source.put(0, "a", "old");
  await cache.copy(at(source), [0], file(), noWord);
  target.put(0, "a", "newer");
  expect(await cache.load(at(target), [0], file(), noWord)).toMatchObject({ keys: 0, kept: 1 });
  expect(target.held(0)).toEqual({ a: "newer" });
});

test("a database that the settings no longer copy is passed over", async () => {
  source.put(3, "a", "a");
  await cache.copy(at(source), [3], file(), noWord);
  expect(await cache.load(at(target), [0], file(), noWord)).toEqual({ keys: 0, expired: 0, kept: 0, skipped: 1 });
});

test("a wrong password and a silent host are told, the password is not", async () => {
  const locked = await paperCache({ password: "right-password" });
  const wrong = { ...at(locked), password: new Secret("wrong-password") };
  await expect(cache.describe(wrong)).rejects.toThrow(/^CACHE_FAILED: (?!.*wrong-password)/);
  expect(await cache.describe({ ...wrong, password: new Secret("right-password") })).toMatchObject({ engine: "valkey" });
  await locked.close();
  await expect(cache.describe(wrong)).rejects.toMatchObject({ code: "CACHE_FAILED" });
});
