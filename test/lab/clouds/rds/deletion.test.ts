import { CreateDBSnapshotCommand, DeleteDBInstanceCommand, DescribeDBInstanceAutomatedBackupsCommand, DescribeDBInstancesCommand, DescribeDBSnapshotsCommand, DescribeEventsCommand, RDSClient } from "@aws-sdk/client-rds";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { rdsApi } from "../../../../lab/clouds/aws/rds/api/rds-api.ts";
import { handle } from "../../../../lab/clouds/cloud.ts";
import type { Fields } from "../../../../lab/clouds/handler.ts";
import { paperLab, type PaperLab } from "../paper-lab.ts";

let lab: PaperLab;
let client: RDSClient;
let stop: () => Promise<void>;

beforeEach(async () => {
  lab = paperLab();
  const server = rdsApi(lab).listen(0, "127.0.0.1");
  await once(server, "listening");
  client = new RDSClient({ region: "eu-west-1", endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, credentials: { accessKeyId: "lab", secretAccessKey: "lab" }, maxAttempts: 1 });
  stop = async () => {
    client.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
});
afterEach(() => stop());

const make = (identifier: string, inputs: Fields = {}) =>
  handle("create", "aws", { type: "aws:rds/instance:Instance", name: identifier, urn: `urn:${identifier}`, inputs: { identifier, instanceClass: "db.t3.small", username: "master", password: "correct-horse", dbName: "shop", allocatedStorage: 20, skipFinalSnapshot: true, ...inputs } }, lab);
const instances = async (DBInstanceIdentifier?: string) => (await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))).DBInstances ?? [];
const statusOf = async (identifier: string) => (await instances(identifier))[0]?.DBInstanceStatus;
const snapshots = async (DBInstanceIdentifier: string) => (await client.send(new DescribeDBSnapshotsCommand({ DBInstanceIdentifier }))).DBSnapshots ?? [];
const messages = async (SourceIdentifier: string) => ((await client.send(new DescribeEventsCommand({ SourceType: "db-instance", SourceIdentifier, Duration: 60 }))).Events ?? []).map(({ Message }) => Message);
const take = (id: string) => client.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier: id, DBInstanceIdentifier: "shop" }));

// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html
describe("an instance that is deleted through the API", () => {
  const deleted = async (identifier: string, more: { readonly DeleteAutomatedBackups?: boolean } = {}) => {
    const said = await client.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: identifier, SkipFinalSnapshot: true, ...more }));
    await vi.waitFor(async () => expect(await instances()).toEqual([]));
    return said.DBInstance?.DBInstanceStatus;
  };
  const backups = async (asked: { readonly DbiResourceId?: string; readonly DBInstanceIdentifier?: string } = {}) => (await client.send(new DescribeDBInstanceAutomatedBackupsCommand(asked))).DBInstanceAutomatedBackups ?? [];
  const kept = async () => {
    const { id } = await make("shop", { backupRetentionPeriod: 7 });
    await vi.waitFor(async () => expect(await snapshots("shop")).toMatchObject([{ Status: "available" }]));
    await take("mine");
    await vi.waitFor(async () => expect(await snapshots("shop")).toMatchObject([{ Status: "available" }, { Status: "available" }]));
    return id;
  };
  const again = (resourceId: string) => make("again", { restoreToPointInTime: { sourceDbiResourceId: resourceId, useLatestRestorableTime: true } });

  it("is no more, and its name leads to nothing; its manual snapshots stay", async () => {
    await kept();
    expect(await deleted("shop")).toBe("deleting");
    await expect(instances("shop")).rejects.toMatchObject({ name: "DBInstanceNotFoundFault" });
    expect(await snapshots("shop")).toEqual([]);
    expect((await client.send(new DescribeDBSnapshotsCommand({}))).DBSnapshots).toMatchObject([{ DBSnapshotIdentifier: "mine", DBInstanceIdentifier: "shop" }]);
    expect((await messages("shop")).at(-1)).toBe("DB instance deleted");
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
    expect(await statusOf("again")).toBe("available");
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
    await expect(client.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: "other" }))).rejects.toMatchObject({ message: expect.stringContaining("FinalDBSnapshotIdentifier is required") as string });
    expect(await statusOf("other")).toBe("available");
  });

  it("may be made again under its name, as another one", async () => {
    const id = await kept();
    await deleted("shop");
    expect((await make("shop")).id).not.toBe(id);
  });
});
