import { DeleteDBInstanceCommand, DescribeDBInstanceAutomatedBackupsCommand, DescribeDBSnapshotsCommand } from "@aws-sdk/client-rds";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Fields } from "../../../../lab/clouds/handler.ts";
import { rdsOnLoopback } from "./rds-on-loopback.ts";

let rds: Awaited<ReturnType<typeof rdsOnLoopback>>;
beforeEach(async () => {
  rds = await rdsOnLoopback();
});
afterEach(() => rds.stop());

const make = (identifier: string, inputs: Fields = {}) => rds.make(identifier, inputs);
const take = (id: string) => rds.take(id, "shop");

// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html
describe("an instance that is deleted through the API", () => {
  const deleted = async (identifier: string, more: { readonly DeleteAutomatedBackups?: boolean } = {}) => {
    const said = await rds.client.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: identifier, SkipFinalSnapshot: true, ...more }));
    await vi.waitFor(async () => expect(await rds.instances()).toEqual([]), 15_000);
    return said.DBInstance?.DBInstanceStatus;
  };
  const backups = async (asked: { readonly DbiResourceId?: string; readonly DBInstanceIdentifier?: string } = {}) => (await rds.client.send(new DescribeDBInstanceAutomatedBackupsCommand(asked))).DBInstanceAutomatedBackups ?? [];
  const kept = async () => {
    const { id } = await make("shop", { backupRetentionPeriod: 7 });
    await vi.waitFor(async () => expect(await rds.snapshots("shop")).toMatchObject([{ Status: "available" }]), 15_000);
    await take("mine");
    await vi.waitFor(async () => expect(await rds.snapshots("shop")).toMatchObject([{ Status: "available" }, { Status: "available" }]), 15_000);
    return id;
  };
  const again = (resourceId: string) => make("again", { restoreToPointInTime: { sourceDbiResourceId: resourceId, useLatestRestorableTime: true } });

  it("is no more, and its name leads to nothing; its manual snapshots stay", async () => {
    await kept();
    expect(await deleted("shop")).toBe("deleting");
    await expect(rds.instances("shop")).rejects.toMatchObject({ name: "DBInstanceNotFoundFault" });
    expect(await rds.snapshots("shop")).toEqual([]);
    expect((await rds.client.send(new DescribeDBSnapshotsCommand({}))).DBSnapshots).toMatchObject([{ DBSnapshotIdentifier: "mine", DBInstanceIdentifier: "shop" }]);
    expect((await rds.messages("shop")).at(-1)).toBe("DB instance deleted");
  });

  it("leaves its automated backups where that is asked for, to be restored by its resource id alone", async () => {
    const id = await kept();
    expect(await backups({ DBInstanceIdentifier: "shop" })).toMatchObject([{ Status: "active", DbiResourceId: id }]);
    await deleted("shop", { DeleteAutomatedBackups: false });
    await expect(backups({ DBInstanceIdentifier: "shop" })).rejects.toMatchObject({ name: "DBInstanceAutomatedBackupNotFoundFault" });
    const [backup] = await backups();
    expect(backup).toMatchObject({ Status: "retained", DbiResourceId: id, DBInstanceIdentifier: "shop", AllocatedStorage: 20 });
    expect(backup?.RestoreWindow?.LatestTime?.getTime()).toBeGreaterThanOrEqual(backup?.RestoreWindow?.EarliestTime?.getTime() ?? Infinity);
    await expect(make("by-name", { restoreToPointInTime: { sourceDbInstanceIdentifier: "shop", useLatestRestorableTime: true } })).rejects.toThrow("DBInstanceNotFound");
    await again(id);
    expect(await rds.statusOf("again")).toBe("available");
  });

  it("takes them with it where it is not: no point in time can be restored, though a manual snapshot stays", async () => {
    const id = await kept();
    await deleted("shop");
    expect(await backups()).toEqual([]);
    await expect(again(id)).rejects.toThrow("DBInstanceAutomatedBackupNotFound");
  });

  it("is refused while it is protected, and without a word about its last snapshot", async () => {
    await make("shop", { deletionProtection: true });
    await expect(deleted("shop")).rejects.toMatchObject({ message: expect.stringContaining("Cannot delete protected DB Instance") as string });
    await make("other");
    await expect(rds.client.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: "other" }))).rejects.toMatchObject({ message: expect.stringContaining("FinalDBSnapshotIdentifier is required") as string });
    expect(await rds.statusOf("other")).toBe("available");
  });

  it("may be made again under its name, as another one", async () => {
    const id = await kept();
    await deleted("shop");
    expect((await make("shop")).id).not.toBe(id);
  });
});
