import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { logMegabytesFor, megabytesFor } from "../../../../lab/clouds/aws/rds/disk-size.ts";
import { originOf, refuseStorage, settled, speedOf } from "../../../../lab/clouds/aws/rds/origin.ts";
import { recoverySettings } from "../../../../lab/clouds/aws/rds/recovery.ts";
import { latestTime } from "../../../../lab/clouds/aws/rds/restorable-time.ts";

const at = (time: string): Date => new Date(`2026-11-25T${time}Z`);

describe("what an instance is made of", () => {
  it("is nothing, a snapshot, or another instance at a time", () => {
    expect(originOf({})).toEqual({ from: "nothing" });
    expect(originOf({ snapshotIdentifier: "one" })).toEqual({ from: "snapshot", snapshot: "one" });
    expect(originOf({ restoreToPointInTime: { sourceDbInstanceIdentifier: "shop", restoreTime: "2026-11-25T10:00:00Z" } })).toEqual({ from: "point-in-time", source: { identifier: "shop" }, at: at("10:00:00") });
    expect(originOf({ restoreToPointInTime: { sourceDbiResourceId: "db-1", useLatestRestorableTime: true } })).toEqual({ from: "point-in-time", source: { resourceId: "db-1" }, at: "latest" });
  });

  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html
  it.each([
    ["both a time and the latest", { sourceDbInstanceIdentifier: "shop", restoreTime: "2026-11-25T10:00:00Z", useLatestRestorableTime: true }],
    ["neither", { sourceDbInstanceIdentifier: "shop" }],
    ["no source", { useLatestRestorableTime: true }],
  ])("cannot be %s", (_, restoreToPointInTime) => {
    expect(() => originOf({ restoreToPointInTime })).toThrow("InvalidParameterCombination");
  });
});

describe("a restored instance", () => {
  const source = {
    username: "master", dbName: "shop", allocatedStorage: 100, backupRetentionPeriod: 14, port: 5433, engineVersion: "17", storageEncrypted: true, parameterGroupName: "shop", vpcSecurityGroupIds: ["sg-1"],
    dbSubnetGroupName: "shop", multiAz: true, deletionProtection: true, tags: { Name: "shop" },
  };

  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html
  it("has the engine's own parameters, the default security group, one zone and no protection, unless it is told", () => {
    const traps = { parameterGroupName: "default.postgres17", vpcSecurityGroupIds: ["sg-default"], dbSubnetGroupName: "default", multiAz: false, deletionProtection: false, tags: {} };
    expect(settled({ instanceClass: "db.t3.small" }, source)).toMatchObject(traps);
    const told = { parameterGroupName: "shop", vpcSecurityGroupIds: ["sg-1"], multiAz: true };
    expect(settled(told, source)).toMatchObject(told);
  });

  it("has its source's size, port, version and backups unless it is told, and its master and encryption whatever it is told", () => {
    expect(settled({}, source)).toMatchObject({ allocatedStorage: 100, port: 5433, backupRetentionPeriod: 14 });
    expect(settled({ allocatedStorage: 200, username: "other", storageEncrypted: false }, source)).toMatchObject({ allocatedStorage: 200, username: "master", storageEncrypted: true });
  });

  it("keeps no password and nothing of where it came from", () => {
    expect(Object.keys(settled({ password: "x", snapshotIdentifier: "one", restoreToPointInTime: {} }, source))).not.toEqual(expect.arrayContaining(["password"]));
    expect(settled({ snapshotIdentifier: "one" }, source)).not.toHaveProperty("snapshotIdentifier");
  });
});

describe("how far back a loss reaches", () => {
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
  it("is told by what has been sent, never later than its last write", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9), { minLength: 1 }), fc.nat(1e9), (writes, copied) => {
        const sent = writes.map((time) => ({ at: new Date(time) }));
        const latest = latestTime(sent, [{ createdAt: new Date(copied) }])?.getTime() ?? -1;
        expect(latest).toBeGreaterThanOrEqual(copied);
        expect(latest === copied || latest < Math.max(...writes)).toBe(true);
      }),
    );
  });

  it("cannot be told without any copy to begin from", () => {
    expect(latestTime([{ at: at("10:00:00") }], [])).toBeUndefined();
  });
});

test("a recovery ends at the time asked for, in words the server knows before it knows the zones' names", () => {
  // https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-RECOVERY-TARGET-TIME
  expect(recoverySettings(at("10:00:00.250"))).toContain("recovery_target_time = '2026-11-25 10:00:00.250+00'\n");
  expect(recoverySettings("latest")).not.toContain("recovery_target");
});

test("a disk is as large as was asked for, in the lab's scale, and its log never takes most of it", () => {
  expect(megabytesFor({ allocatedStorage: 100 })).toBe(20_000);
  fc.assert(fc.property(fc.integer({ min: 1, max: 65_536 }), (allocatedStorage) => logMegabytesFor({ allocatedStorage }) * 4 <= megabytesFor({ allocatedStorage })));
});

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
test("of a small gp3 volume AWS tells the speed, and refuses whoever says it; of any other it takes it; and what may grow begins with a tenth to spare", () => {
  const small = { storageType: "gp3", allocatedStorage: 399 };
  expect(speedOf(small)).toMatchObject({ iops: 3000, storageThroughput: 125 });
  expect(() => refuseStorage(small)).not.toThrow();
  for (const said of [{ iops: 3000 }, { storageThroughput: 125 }]) expect(() => refuseStorage({ ...small, ...said })).toThrow("InvalidParameterCombination");
  expect(() => refuseStorage({ ...small, maxAllocatedStorage: 438 })).toThrow("InvalidParameterCombination");
  expect(() => refuseStorage({ ...small, maxAllocatedStorage: 439 })).not.toThrow();
  for (const other of [{ storageType: "gp3", allocatedStorage: 400 }, { storageType: "io2", allocatedStorage: 100 }]) expect(() => refuseStorage({ ...other, iops: 12_000 })).not.toThrow();
});
