import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { restoreEntry, restoreOutputs, type RestoreEntry } from "../../../infra/outputs.ts";
import { example } from "../support/example.ts";
import { runStack, type Made } from "../support/run-stack.ts";

const KEY = "failover-kit:restores";
const INSTANCE = "aws:rds/instance:Instance";
const plain = example("restore");

/** The restore that the example tells of, with its marks of a comment taken off. */
function shownRestore(): RestoreEntry {
  const text = readFileSync(new URL("../../../Pulumi.restore.yaml", import.meta.url), "utf8").replaceAll(/^ {2}# (?=failover-kit:restores| {2})/gm, "  ");
  const { config } = parse(text) as { readonly config: Readonly<Record<string, readonly unknown[]>> };
  return restoreEntry.parse(config[KEY]?.[0]);
}
const shown = shownRestore();

const clouds = { states: { [INSTANCE]: (name: string) => ({ address: `${name}.example.rds.amazonaws.com`, resourceId: `db-${name}` }) } };
const runWith = (restores: readonly RestoreEntry[]) => runStack("restore", { ...plain, [KEY]: JSON.stringify(restores) }, clouds);

test("what it makes is what the broken one was, fact by fact, and nothing is left to RDS's defaults", async () => {
  const { made, outputs } = await runWith([shown]);
  expect(made).toHaveLength(1);
  const [instance] = made;
  expect(instance).toMatchObject({ type: INSTANCE, name: shown.identifier, protect: true });
  expect(instance?.inputs).toMatchObject({
    identifier: "shop-r20261125-011000-a1b2",
    restoreToPointInTime: { sourceDbInstanceIdentifier: "shop-database", useLatestRestorableTime: true },
    instanceClass: "db.t4g.medium", storageType: "gp3", allocatedStorage: 40, maxAllocatedStorage: 160, multiAz: true, port: 5432,
    parameterGroupName: "shop-database", dbSubnetGroupName: "shop-database", vpcSecurityGroupIds: ["sg-0123456789abcdef0"],
    backupRetentionPeriod: 14, backupWindow: "02:00-02:30", maintenanceWindow: "sun:03:00-sun:03:30", caCertIdentifier: "rds-ca-rsa2048-g1",
    deletionProtection: true, skipFinalSnapshot: false, storageEncrypted: true, copyTagsToSnapshot: true, tags: { Name: "shop-database" },
  });
  expect(instance?.ignoreChanges).toEqual(expect.arrayContaining(["snapshotIdentifier", "restoreToPointInTime"]));
  expect(restoreOutputs.parse(outputs).restores["r20261125-011000-a1b2"]).toEqual({
    identifier: shown.identifier, resourceId: `db-${shown.identifier}`, address: `${shown.identifier}.example.rds.amazonaws.com`, port: 5432,
  });
});

test("no version is asked for: a snapshot has its own, and AWS refuses to go back from it to the major one's default", async () => {
  const { made } = await runWith([{ ...shown, source: { snapshot: "rds:shop-database-2026-11-25-00-00" } }]);
  expect(made[0]?.inputs).not.toHaveProperty("engineVersion");
});

test("a restore is given hours: the provider by itself gives up after forty minutes", async () => {
  const { made } = await runWith([shown]);
  expect(made.map(({ customTimeouts }) => customTimeouts)).toEqual([{ create: "6h", update: "6h" }]);
});

test("what AWS kept of a deleted one is asked for by its resource id, never by a name that leads nowhere", async () => {
  const { made } = await runWith([{ ...shown, source: { instance: "shop-database", resourceId: "db-ABC", pointInTime: "2026-11-25T01:00:00Z" } }]);
  expect(made[0]?.inputs["restoreToPointInTime"]).toEqual({ sourceDbiResourceId: "db-ABC", restoreTime: "2026-11-25T01:00:00Z" });
});

test("without a restore there is nothing", async () => {
  const { made, outputs } = await runStack("restore", plain, clouds);
  expect([made, outputs]).toEqual([[], { restores: {} }]);
});

test("two restores of one name are refused: the second would change the first", async () => {
  await expect(runWith([shown, { ...shown, source: { snapshot: "s-2" } }])).rejects.toThrow(/restores\.1\.run: stands there twice|stands there twice/);
});

const entry = (run: string): fc.Arbitrary<RestoreEntry> =>
  fc.record({
    source: fc.oneof(fc.constantFrom("rds:a", "by-hand").map((snapshot) => ({ snapshot })), fc.constantFrom("latest", "2026-11-25T01:00:00Z").map((pointInTime) => ({ instance: "shop-database", pointInTime }))),
    class: fc.constantFrom("db.t4g.medium", "db.r7g.large"),
    multiAz: fc.boolean(),
    allocatedGb: fc.integer({ min: 20, max: 500 }),
    iops: fc.option(fc.integer({ min: 3000, max: 9000 }), { nil: undefined }),
  }).map(({ iops, ...facts }) => ({ ...shown, ...facts, ...(iops === undefined ? {} : { iops }), run, identifier: `shop-${run}` }));

const history = fc.integer({ min: 2, max: 4 }).chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => entry(`r2026112${at}-010000-abcd`))));

test("restored again and again, every earlier one stays exactly as it was, protected, and nothing could put another in its place", async () => {
  const replacing = ["snapshotIdentifier", "restoreToPointInTime", "engine", "username", "dbName", "storageEncrypted", "kmsKeyId", "availabilityZone"];
  // A later run may have fenced it.
  const moved = ["vpcSecurityGroupIds"];
  await fc.assert(
    fc.asyncProperty(history, async (entries) => {
      let before: readonly Made[] = [];
      for (let count = 1; count <= entries.length; count += 1) {
        const { made } = await runWith(entries.slice(0, count));
        expect(made).toHaveLength(count);
        for (const earlier of before) expect(made).toContainEqual(earlier);
        for (const one of made) expect([one.protect, one.inputs["deletionProtection"], [...replacing, ...moved].filter((name) => !one.ignoreChanges.includes(name))]).toEqual([true, true, []]);
        before = made;
      }
    }),
    { numRuns: 8 },
  );
});
