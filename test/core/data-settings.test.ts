import { expect, test } from "vitest";
import { readSettings, resolveSettings } from "../../scripts/core/settings.ts";
import { settingsSecrets } from "../../scripts/core/secret-sources.ts";
import { settingsText } from "../support/settings.ts";

const read = (more: string) => readSettings(`${settingsText}${more}`, "failover.yaml");
const withPassword = "cache: { source: { host: cache.internal, password: $SHOP_CACHE_PASSWORD }, databases: [{ number: 0, holds: sessions, onFailover: rdb }] }\n";

test("a file without objects, cache and search is as valid as ever", () => {
  expect(read("")).not.toHaveProperty("cache");
});

test("what is left out of the three has its usual value", () => {
  expect(read("objects: { source: shop-objects, region: eu-west-1 }\ncache: { databases: [{ number: 0, holds: pages }] }\nsearch: { reindex: { command: reindex, user: shop } }\n")).toMatchObject({
    objects: { maxLagMinutes: 15 },
    cache: { databases: [{ onFailover: "cold" }] },
    search: { onFailover: "reindex", port: 9200, reindex: { limitMinutes: 240 } },
  });
});

test.each([
  ["a database of the cache named twice", "cache: { databases: [{ number: 1, holds: a }, { number: 1, holds: b }] }", "stands above already"],
  ["a copy with nowhere to copy from", "cache: { databases: [{ number: 0, holds: a, onFailover: rdb }] }", "needs cache.source"],
  ["an index to be rebuilt by no command", "search: {}", "needs search.reindex"],
  ["a snapshot in a bucket without a folder", "search: { onFailover: snapshot, reindex: { command: reindex, user: shop }, snapshot: { repository: mirror, bucket: shop-search } }", "bucket and basePath, or directory"],
  ["a snapshot in two places", "search: { reindex: { command: reindex, user: shop }, snapshot: { repository: mirror, bucket: shop-search, basePath: s, directory: /mnt/snapshots } }", "bucket and basePath, or directory"],
  ["a snapshot in a directory of nobody knows where", "search: { reindex: { command: reindex, user: shop }, snapshot: { repository: mirror, directory: snapshots } }", "must be an absolute path"],
  ["a snapshot that lies nowhere", "search: { onFailover: snapshot, reindex: { command: reindex, user: shop } }", "needs search.snapshot"],
])("%s is refused", (_, text, why) => {
  expect(() => read(`${text}\n`)).toThrow(why);
});

test("the cache's password is a secret, known from its variable alone", () => {
  const written = read(withPassword);
  expect(settingsSecrets(written, { SHOP_CACHE_PASSWORD: "cache-not-for-printing" }).values).toEqual(["cache-not-for-printing"]);
  const { cache } = resolveSettings(written, { file: "failover.yaml", needs: [], valueOf: (name) => `the value of ${name}` });
  expect(String(cache?.source?.password)).toBe("[secret]");
  expect(cache?.source?.password?.reveal()).toBe("the value of SHOP_CACHE_PASSWORD");
  expect(() => read(withPassword.replace("$SHOP_CACHE_PASSWORD", "hunter22"))).toThrow(/cache\.source\.password: write the name/);
});
