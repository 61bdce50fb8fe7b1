import { afterEach, beforeEach, expect, test } from "vitest";
import { routes } from "../../../lab/clouds/gcp/transfer-job.ts";
import { copyObjects } from "../../../lab/services/copy-objects.ts";
import { copiesServer } from "../../support/copies-server.ts";
import { sourceBucketServer } from "../../support/source-bucket-server.ts";

let s3: Awaited<ReturnType<typeof sourceBucketServer>>;
let storage: Awaited<ReturnType<typeof copiesServer>>;
beforeEach(async () => {
  [s3, storage] = await Promise.all([sourceBucketServer({ pageSize: 2 }), copiesServer()]);
});
afterEach(async () => {
  await Promise.all([s3.close(), storage.close()]);
});

const copied = (known = new Map<string, string>(), goOn = () => true) => copyObjects({ s3: s3.origin, source: "shop", storage: storage.origin, sink: "mirror" }, known, goOn);
const held = () => Object.fromEntries([...storage.objects].map(([name, { body }]) => [name, body.toString()]));

test("every object is copied, whatever its name; what is there already is left alone", async () => {
  for (const name of ["receipts/1.json", "a & b/<é>?#.txt", "z"]) s3.put(name, name);
  storage.put("z", "z");
  expect(await copied()).toBe(2);
  expect(held()).toEqual({ "receipts/1.json": "receipts/1.json", "a & b/<é>?#.txt": "a & b/<é>?#.txt", z: "z" });
});

test("a second look copies what is new or has changed, and deletes nothing", async () => {
  const known = new Map<string, string>();
  for (const name of ["a", "b"]) s3.put(name, name);
  await copied(known);
  s3.objects.delete("a");
  s3.put("b", "another b");
  s3.put("c", "c");
  expect(await copied(known)).toBe(2);
  expect(held()).toEqual({ a: "a", b: "another b", c: "c" });
});

test("in the dark nothing is copied any more", async () => {
  s3.put("a", "a");
  expect(await copied(new Map(), () => false)).toBe(0);
});

test("events and sweep copy one way once; a job that is switched off copies nothing", () => {
  const job = (source: string, status = "ENABLED") => ({ inputs: { status, transferSpec: { awsS3DataSource: { bucketName: source }, gcsDataSink: { bucketName: "mirror" } } } });
  expect(routes([job("shop"), job("shop"), job("other", "DISABLED")]).map(({ source, sink }) => [source, sink])).toEqual([["shop", "mirror"]]);
});
