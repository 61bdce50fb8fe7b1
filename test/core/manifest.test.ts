import { expect, test } from "vitest";
import { manifestBytes, parseManifest, sha256Of, type Manifest } from "../../scripts/core/manifest.ts";
import { manifestOf, shopDatabase } from "../support/backups.ts";

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, inner]) => [key, reversed(inner)]));
};
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

test("what was written is read again", () => {
  expect(parseManifest(manifestBytes(manifestOf()), "m")).toEqual(manifestOf());
});

test("the same manifest has the same bytes, in whatever order its parts were put together", () => {
  expect(manifestBytes(reversed(manifestOf()) as Manifest)).toEqual(manifestBytes(manifestOf()));
});

test("the bytes are one line, so that any tool can hash what it sees", () => {
  expect(Buffer.from(manifestBytes(manifestOf())).toString().split("\n")).toHaveLength(2);
});

test("these bytes are for ever: a manifest of today has the hash it had when the format was made", () => {
  expect(sha256Of(manifestBytes(manifestOf()))).toBe("5f7eed0ed599e8fa8cd782b6d881e7ac9ea825c045c22ff73adb618717314641");
});

test("a field of a later kit is no reason to refuse", () => {
  expect(parseManifest(bytesOf({ ...manifestOf(), sums: { orders: "1" } }), "m")).toEqual(manifestOf());
});

test.each<[string, Uint8Array, string]>([
  ["no JSON", Buffer.from("{"), "it is not JSON"],
  ["no text at all", Buffer.from([0xff, 0xfe]), "it is not JSON"],
  ["another schema", bytesOf({ ...manifestOf(), schema: "failover-kit/manifest/2" }), "schema: "],
  ["no database", bytesOf({ ...manifestOf(), databases: [] }), "databases: "],
  ["a file outside the archive", bytesOf({ ...manifestOf(), objects: [{ ...manifestOf().objects[0], path: "../../etc/cron.d/x" }] }), "objects.0.path: "],
  ["the archive itself as a file", bytesOf({ ...manifestOf(), objects: [{ ...manifestOf().objects[0], path: ".." }] }), "objects.0.path: "],
  ["nothing in it", bytesOf(null), "(top level): "],
])("a manifest with %s is refused, and the reason named", (_, bytes, reason) => {
  expect(() => parseManifest(bytes, "shop/x/manifest.json")).toThrow(expect.objectContaining({ code: "MANIFEST_UNREADABLE", message: expect.stringContaining(reason) as string }));
});

test("content sums, source.json and warnings are carried where there are any", () => {
  const database = shopDatabase;
  const summed = { ...database, tables: [{ schema: "public", name: "orders", rows: 2, sum: "1152921504606846975" }] };
  const full = manifestOf({
    databases: [summed],
    sourceFacts: { name: "shop/x/source.json", bytes: 2, sha256: "0".repeat(64) },
    warnings: [{ kind: "unlogged-tables", what: "public.cache is unlogged", remedy: "none is needed" }],
  });
  expect(parseManifest(manifestBytes(full), "m")).toEqual(full);
});
