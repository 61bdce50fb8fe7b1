import { expect, test } from "vitest";
import { cacheMismatch, idOfCacheManifest } from "../../scripts/core/cache-copy.ts";
import { cachePlan, cachePlanText, copiedDatabases } from "../../scripts/core/cache-plan.ts";

const cache = { databases: [{ number: 0, holds: "pages", onFailover: "cold" }, { number: 1, holds: "sessions", onFailover: "rdb" }] } as const;
const plan = (copiedAt?: string) => cachePlanText(cachePlan({ databases: [...cache.databases] }, copiedAt));

test("each database's fate is told in words about its users", () => {
  expect(plan("2026-11-25T08:00:00.000Z")).toMatchInlineSnapshot(`
    "cache database 0 (pages) begins empty: whatever it holds is gone, people it knew sign in again, and what can be made again is made again by the database, slowly at first
    cache database 1 (sessions) comes back as it was at 2026-11-25T08:00:00.000Z: what was put in since is lost, what was taken out since is there again, so work may be done twice"
  `);
});

test("a database that should be copied and was not is told to begin empty", () => {
  expect(plan()).toContain("cache database 1 (sessions) is to be copied, but no copy is known: it begins empty");
});

test("only those are copied that the settings name so", () => {
  expect([copiedDatabases({ databases: [...cache.databases] }), copiedDatabases(undefined)]).toEqual([[1], []]);
});

test.each([
  [{ engine: "valkey", version: "8.0.1" }, { engine: "valkey", version: "8.1.0" }, true],
  [{ engine: "valkey", version: "8.1.3" }, { engine: "valkey", version: "8.1.0" }, true],
  [{ engine: "valkey", version: "8.1.0" }, { engine: "valkey", version: "8.0.9" }, false],
  [{ engine: "valkey", version: "9.0.0" }, { engine: "valkey", version: "10.0.0" }, true],
  [{ engine: "redis", version: "7.2.4" }, { engine: "valkey", version: "8.1.0" }, false],
])("a copy of %o is taken by %o: %s", (from, to, isTaken) => {
  expect(cacheMismatch(from, to) === undefined).toBe(isTaken);
});

test.each([
  ["shop.cache/20261125T080000Z-0a1b2c/manifest.json", "20261125T080000Z-0a1b2c"],
  ["shop/20261125T080000Z-0a1b2c/manifest.json", undefined],
  ["shop.cache/20261125T080000Z-0a1b2c/data.age", undefined],
  ["shop.cache/x/manifest.json", undefined],
  ["shop.cache/20261125T080000Z-0a1b2c/manifest.json/more", undefined],
])("%s is the manifest of copy %s", (name, id) => {
  expect(idOfCacheManifest("shop", name)).toBe(id);
});
