import { expect, test } from "vitest";
import { topNames } from "../../../scripts/pipeline/ready/top-names.ts";

/** A bucket that lists two names at a time, and counts how often it was asked anew. */
function bucketOf(all: readonly string[], pageSize = 2) {
  let requests = 0;
  return {
    requests: () => requests,
    sha256: async () => undefined,
    async *pages(_: string, after: string | undefined) {
      requests += 1;
      const left = all.toSorted().filter((name) => after === undefined || name > after);
      for (let from = 0; from < left.length; from += pageSize) yield left.slice(from, from + pageSize).map((name) => ({ name, bytes: 1, md5: undefined, writtenAt: "2026-11-25T12:00:00Z" }));
    },
  };
}

test("the top of a bucket is seen whole, and what lies deeper is jumped over", async () => {
  const deep = Array.from({ length: 100 }, (_, n) => `shop/b1/data/${n}.age`);
  const bucket = bucketOf(["a.key", ...deep, "shop/operations.age", "z.pem"]);
  expect(await topNames(bucket, "b")).toEqual({ names: ["a.key", "shop/operations.age", "z.pem"], isAll: true });
  expect(bucket.requests()).toBeLessThan(6);
});

test("of a bucket with too many names it says that it has not seen all", async () => {
  const { names, isAll } = await topNames(bucketOf(Array.from({ length: 100 }, (_, n) => `${n}.jpg`)), "b");
  expect(isAll).toBe(false);
  expect(names).toHaveLength(40);
});

test("an empty bucket has no names", async () => expect(await topNames(bucketOf([]), "b")).toEqual({ names: [], isAll: true }));
