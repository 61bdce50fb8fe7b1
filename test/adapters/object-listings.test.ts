import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { patient } from "../../scripts/adapters/object-store.ts";
import { sourceObjects } from "../../scripts/adapters/source-objects.ts";
import { storageListing } from "../../scripts/adapters/storage-listing.ts";
import { compareNames, type ListedObject } from "../../scripts/core/object-comparison.ts";
import type { Listing } from "../../scripts/ports.ts";
import { copiesServer } from "../support/copies-server.ts";
import { sourceBucketServer } from "../support/source-bucket-server.ts";

let s3: Awaited<ReturnType<typeof sourceBucketServer>>;
let storage: Awaited<ReturnType<typeof copiesServer>>;
beforeEach(async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "not-for-printing");
  [s3, storage] = await Promise.all([sourceBucketServer({ pageSize: 3 }), copiesServer({ pageSize: 3 })]);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([s3.close(), storage.close()]);
});

const source = () => sourceObjects({ region: "eu-west-1", endpoint: s3.origin }, { attempts: 1 });
const copies = () => storageListing({ endpoint: storage.origin, project: "p", token: undefined }, { ...patient, attempts: 2, firstPauseSeconds: 0.01 });

async function all(listing: Listing, after?: string): Promise<readonly ListedObject[]> {
  const found: ListedObject[] = [];
  for await (const page of listing.pages("bucket", after)) found.push(...page);
  return found;
}
const names = ["a", "a/b", "b & <c>.txt", "é", "z", "～", "😀"];

test("both stores tell the same objects in the same order, with the same MD5, page after page", async () => {
  for (const name of names) {
    s3.put(name, name);
    storage.put(name, name);
  }
  const bare = (listed: readonly ListedObject[]) => listed.map(({ name, bytes, md5 }) => ({ name, bytes, md5 }));
  const expected = names.toSorted(compareNames).map((name) => ({ name, bytes: Buffer.byteLength(name), md5: createHash("md5").update(name).digest("hex") }));
  expect(bare(await all(source()))).toEqual(expected);
  expect(bare(await all(copies()))).toEqual(expected);
  expect(s3.asked.length).toBe(3);
});

test("a listing goes on after any name, there or not", async () => {
  for (const name of ["a", "b", "d"]) {
    s3.put(name, name);
    storage.put(name, name);
  }
  for (const [after, rest] of [["a", ["b", "d"]], ["c", ["d"]], ["d", []]] as const) {
    expect((await all(source(), after)).map(({ name }) => name)).toEqual(rest);
    expect((await all(copies(), after)).map(({ name }) => name)).toEqual(rest);
  }
});

test("an object's hash is that of its bytes, on either side; one that is not there has none", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      s3.put("x", Buffer.from(bytes));
      storage.put("x", Buffer.from(bytes));
      const hash = createHash("sha256").update(bytes).digest("hex");
      expect([await source().sha256("bucket", "x"), await copies().sha256("bucket", "x")]).toEqual([hash, hash]);
    }),
    { numRuns: 10 },
  );
  expect([await source().sha256("bucket", "y"), await copies().sha256("bucket", "y")]).toEqual([undefined, undefined]);
});

test("what is put into the source lies there", async () => {
  await source().put("bucket", "canary.json", Buffer.from("{}"));
  expect(s3.objects.get("canary.json")?.body.toString()).toBe("{}");
});

test("a refusal of S3 is told apart from its silence, and neither shows the secret", async () => {
  s3.troubles.push(403, 503);
  await expect(all(source())).rejects.toMatchObject({ code: "SOURCE_OBJECTS_REFUSED" });
  await expect(all(source())).rejects.toMatchObject({ code: "SOURCE_OBJECTS_SILENT" });
  await expect(all(sourceObjects({ region: "eu-west-1", endpoint: "http://127.0.0.1:1" }, { attempts: 1 }))).rejects.toThrow(/^SOURCE_OBJECTS_SILENT: (?!.*not-for-printing)/);
});

test("Cloud Storage in trouble is asked again", async () => {
  storage.put("a", "a");
  storage.troubles.push(503);
  expect(await all(copies())).toHaveLength(1);
});
