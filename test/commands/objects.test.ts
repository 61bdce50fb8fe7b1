import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CANARY_NAME } from "../../scripts/core/canary.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { copiesServer } from "../support/copies-server.ts";
import { sourceBucketServer } from "../support/source-bucket-server.ts";
import { variables } from "../support/settings.ts";

let s3: Awaited<ReturnType<typeof sourceBucketServer>>;
let storage: Awaited<ReturnType<typeof copiesServer>>;
let directory = "";
beforeEach(async () => {
  process.env["AWS_ACCESS_KEY_ID"] = "AKIAEXAMPLE";
  process.env["AWS_SECRET_ACCESS_KEY"] = "secret-not-for-printing";
  [s3, storage, directory] = await Promise.all([sourceBucketServer({ pageSize: 3 }), copiesServer({ pageSize: 3 }), projectDirectory()]);
  await withObjects(s3.origin);
});
afterEach(async () => {
  delete process.env["AWS_ACCESS_KEY_ID"];
  delete process.env["AWS_SECRET_ACCESS_KEY"];
  await Promise.all([s3.close(), storage.close()]);
});

async function withObjects(endpoint: string): Promise<void> {
  const path = join(directory, "failover.yaml");
  const text = (await readFile(path, "utf8")).replace("http://127.0.0.1:4443", storage.origin);
  await writeFile(path, text);
  await appendFile(path, `objects: { source: shop-source, region: eu-west-1, endpoint: "${endpoint}" }\n`);
}

const failover = (...args: readonly string[]) => kit(directory, [], { env: variables })(...args);
const both = (name: string, body: string) => {
  s3.put(name, body);
  storage.put(name, body);
};

test("says that everything is there, and ends with 0", async () => {
  for (const n of [1, 2, 3, 4]) both(`receipts/${n}.json`, `receipt ${n}`);
  const { code, out } = await failover("objects", "compare", "--json");
  expect(JSON.parse(out)).toMatchObject({ schema: "failover-kit/objects-comparison/1", objects: 4, counts: { same: 4, missing: 0 }, complete: true });
  expect(code).toBe(0);
});

test("one changed byte under the same size is found, though no hash can be compared; what is missing is named; exit 5", async () => {
  both("whole", "whole");
  s3.put("parts", "ABCDEF", { etag: "0123456789abcdef0123456789abcdef-2" });
  storage.put("parts", "ABCDEf");
  s3.put("missing", "m");
  storage.put("deleted since", "d");
  const { code, out } = await failover("objects", "compare");
  expect(out).toContain("1 missing, 1 different, 0 undecided, 0 still under way, 1 only in the copy");
  expect(out).toMatch(/missing:\n {2}missing\ndifferent:\n {2}parts/);
  expect(code).toBe(5);
});

test("a comparison cut short goes on where it was: what was compared is not listed again", async () => {
  for (let n = 10; n < 40; n += 1) both(`o${n}`, `${n}`);
  await failover("objects", "compare", "--json");
  const whole = s3.asked.length;
  // A cursor as a killed comparison leaves it.
  const left = { schema: "failover-kit/objects-cursor/1", source: "shop-source", copies: "shop-objects", begunAt: "2026-11-25T08:00:00.000Z", settledBefore: "2026-11-25T07:45:00.000Z", after: "o33", counts: { same: 24, "same-size": 0, doubtful: 0, missing: 0, different: 0, "under-way": 0, extra: 0 }, bytes: 48, named: { missing: [], different: [], extra: [], "under-way": [] }, sample: [], doubtful: [] };
  await writeFile(join(directory, ".failover", "objects-cursor.json"), JSON.stringify(left));
  const { out, said } = await failover("objects", "compare", "--json");
  expect(said).toContain("going on after o33");
  expect(JSON.parse(out)).toMatchObject({ objects: 30, counts: { same: 30 } });
  expect(s3.asked.length - whole).toBe(2);
});

test("a canary that is copied tells the lag, and one that is not is told after the time given", async () => {
  const late = await failover("objects", "canary", "--timeout", "0", "--json");
  expect(late.code).toBe(5);
  expect(JSON.parse(late.out)).toMatchObject({ lagSeconds: null });
  const copying = setInterval(() => {
    const canary = s3.objects.get(CANARY_NAME);
    if (canary !== undefined) storage.put(CANARY_NAME, canary.body);
  }, 50);
  const { code, out } = await failover("objects", "canary", "--json").finally(() => clearInterval(copying));
  expect(code).toBe(0);
  const { lagSeconds } = JSON.parse(out) as { lagSeconds: number };
  expect(lagSeconds).toBeGreaterThanOrEqual(0);
  expect(JSON.parse(await readFile(join(directory, ".failover", "objects-canary.json"), "utf8"))).toMatchObject({ schema: "failover-kit/canary-evidence/1", lagSeconds });
});

test("without the section it says which one is wanted", async () => {
  directory = await projectDirectory();
  const { code, said } = await failover("objects", "compare");
  expect(code).toBe(3);
  expect(said).toContain("says nothing of 'objects'");
});
