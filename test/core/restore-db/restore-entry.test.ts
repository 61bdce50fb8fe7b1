import { expect, test } from "vitest";
import { parse } from "yaml";
import { restoreEntry } from "../../../infra/outputs.ts";
import { entryFor, restoreIn, withAdopted, withRestore, withSetting } from "../../../scripts/core/restore-db/restore-entry.ts";
import { rdsInstance } from "../../support/paper-rds.ts";

const entry = (run: string) => entryFor(rdsInstance({ optionGroup: "default:postgres-17" }), { run, service: "shop", source: { pointInTime: "latest" } });
const file = "# ours\nencryptionsalt: v1:x\nconfig:\n  aws:region: eu-west-1 # Ireland\n  failover-kit:service: shop\n";

test("every fact of the broken one is written down, under a name of the run's", () => {
  const written = restoreEntry.parse(entry("r20261125-011000-a1b2"));
  expect(written).toMatchObject({
    identifier: "shop-r20261125-011000-a1b2", source: { instance: "shop-database", pointInTime: "latest" }, class: "db.t4g.medium", engineVersion: "17", allocatedGb: 40,
    maxAllocatedGb: 160, multiAz: true, parameterGroup: "shop-database", subnetGroup: "shop-database", securityGroups: ["sg-database"], backupRetentionDays: 14,
  });
  expect(written).not.toHaveProperty("optionGroup");
  expect(written).not.toHaveProperty("iops");
});

test.each([
  ["gp3", 40, 3000, 125, {}],
  ["gp3", 399, 3000, 125, {}],
  ["gp3", 400, 12_000, 500, { iops: 12_000, throughput: 500 }],
  ["io2", 100, 4000, undefined, { iops: 4000 }],
] as const)("of %s storage of %i GB the speed is named only where AWS lets anybody name it", (storageType, allocatedGb, iops, throughput, named) => {
  const { iops: given, throughput: through } = entryFor(rdsInstance({ storageType, allocatedGb, iops, throughput }), { run: "r1", service: "shop", source: { pointInTime: "latest" } });
  expect(JSON.parse(JSON.stringify({ iops: given, throughput: through }))).toEqual(named);
});

test.each([
  [40, 160, 160],
  [100, 110, 110],
  [150, 160, 165],
  [160, 160, 176],
  [40, undefined, undefined],
])("of %i GB that may grow to %s the new one may grow to %s: AWS lets none begin with less than a tenth to spare", (allocatedGb, maxAllocatedGb, limit) => {
  expect(entryFor(rdsInstance({ allocatedGb, maxAllocatedGb }), { run: "r1", service: "shop", source: { pointInTime: "latest" } }).maxAllocatedGb).toBe(limit);
});

test("a restore is appended to the stack's file, whose comments and other settings stay", () => {
  const once = withRestore(file, "Pulumi.restore.yaml", entry("r1"));
  expect(once.startsWith(file)).toBe(true);
  const twice = withRestore(once, "Pulumi.restore.yaml", entry("r2"));
  expect(twice.startsWith(once)).toBe(true);
  const { config } = parse(twice) as { readonly config: Readonly<Record<string, readonly { readonly run: string }[]>> };
  expect(config["failover-kit:restores"]?.map(({ run }) => run)).toEqual(["r1", "r2"]);
});

test("a run that was cut short after writing writes nothing more", () => {
  const once = withRestore(file, "Pulumi.restore.yaml", entry("r1"));
  expect(withRestore(once, "Pulumi.restore.yaml", { ...entry("r1"), class: "db.other" })).toBe(once);
});

test.each([["no map at all", "- a\n"], ["not YAML", "config: [\n"], ["restores that are no list", "config:\n  failover-kit:restores: x\n"]])("a file with %s is left alone", (_, text) => {
  expect(() => withRestore(text, "Pulumi.restore.yaml", entry("r1"))).toThrow("FILE_UNUSABLE");
});

test("an adopted restore stays in the file, marked; the rest of the file stays as it was", () => {
  const once = withRestore(withRestore(file, "f", entry("r1")), "f", entry("r2"));
  const found = restoreIn(once, "r2");
  expect(found).toMatchObject({ index: 1, entry: { identifier: "shop-r2" } });
  const marked = withAdopted(once, "f", found?.index ?? 0);
  expect(marked.startsWith(file)).toBe(true);
  expect(restoreIn(marked, "r2")?.entry.adopted).toBe(true);
  expect(restoreIn(marked, "r1")?.entry.adopted).toBeUndefined();
  expect(restoreIn(marked, "r3")).toBeUndefined();
});

test("a setting is set in a stack's file beside its comments", () => {
  expect(withSetting(file, "f", ["failover-kit:databaseRestored"], { run: "r1" })).toBe(`${file}  failover-kit:databaseRestored:\n    run: "r1"\n`);
});

test("a time is quoted, so that Pulumi hands on the text and not a time of its own making", () => {
  const at = entryFor(rdsInstance(), { run: "r1", service: "shop", source: { pointInTime: "2026-11-25T01:00:00.000Z" } });
  expect(withRestore(file, "f", at)).toContain('pointInTime: "2026-11-25T01:00:00.000Z"\n');
  expect(withSetting(file, "f", ["failover-kit:databaseRestored"], at)).toContain('pointInTime: "2026-11-25T01:00:00.000Z"\n');
});
