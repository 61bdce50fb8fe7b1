import { DeleteDBSnapshotCommand, DescribeDBInstancesCommand, DescribeDBParametersCommand, ModifyDBInstanceCommand, RebootDBInstanceCommand } from "@aws-sdk/client-rds";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { databaseMeant, turnDatabase } from "../../../../lab/clouds/aws/rds/outage.ts";
import { handle } from "../../../../lab/clouds/cloud.ts";
import type { Fields } from "../../../../lab/clouds/handler.ts";
import { rdsOnLoopback } from "./rds-on-loopback.ts";

let rds: Awaited<ReturnType<typeof rdsOnLoopback>>;
beforeEach(async () => {
  rds = await rdsOnLoopback();
});
afterEach(() => rds.stop());

const make = (identifier: string, inputs: Fields = {}) => rds.make(identifier, { multiAz: true, ...inputs });
const take = (id: string, instance = "shop") => rds.take(id, instance, [{ Key: "by", Value: "a & <b>" }]);

describe("what AWS's own rds.client reads of an instance", () => {
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html
  it("is what the program asked for, with its endpoint, its resource id and AWS's defaults", async () => {
    const { id } = await make("shop", { vpcSecurityGroupIds: ["sg-1", "sg-2"], tags: { Name: "shop" } });
    const [found] = await rds.instances("SHOP");
    expect(found).toMatchObject({
      DBInstanceIdentifier: "shop", DbiResourceId: id, DBInstanceStatus: "available", DBInstanceClass: "db.t3.small", MultiAZ: true, AllocatedStorage: 20,
      MasterUsername: "master", DBName: "shop", DeletionProtection: false, BackupRetentionPeriod: 0, TagList: [{ Key: "Name", Value: "shop" }],
      DBParameterGroups: [{ DBParameterGroupName: "default.postgres17", ParameterApplyStatus: "in-sync" }],
    });
    expect(found?.Endpoint).toMatchObject({ Address: "shop.c1lab2kit3rd.eu-west-1.rds.amazonaws.com", Port: 5432 });
    expect(found?.VpcSecurityGroups?.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId)).toEqual(["sg-1", "sg-2"]);
    expect(found?.LatestRestorableTime).toBeUndefined();
    expect(JSON.stringify(found)).not.toContain("correct-horse");
  });

  it("is told to who asks by GET as well, with the form in the address", async () => {
    await make("shop");
    const answer = await fetch(`${rds.origin}/?Action=DescribeDBInstances&Version=2014-10-31&DBInstanceIdentifier=shop`, { headers: { authorization: "AWS4-HMAC-SHA256 Credential=lab" } });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("<DBInstanceStatus>available</DBInstanceStatus>")]);
  });

  it("shows how far it can be restored only where backups are kept", async () => {
    await make("shop", { backupRetentionPeriod: 7 });
    await vi.waitFor(async () => expect((await rds.instances("shop"))[0]?.LatestRestorableTime).toBeInstanceOf(Date), 15_000);
    expect(await rds.snapshots("shop")).toMatchObject([{ SnapshotType: "automated", Status: "available" }]);
  });

  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
  it("tells a disk that is full", async () => {
    await make("shop");
    rds.lab.disks.freeBytes = 1000;
    expect(await rds.statusOf("shop")).toBe("storage-full");
  });

  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html#API_DescribeDBInstances_Errors
  it("is a refusal where there is none of that name, and nothing where there are none at all", async () => {
    expect(await rds.instances()).toEqual([]);
    await expect(rds.instances("shop")).rejects.toMatchObject({ name: "DBInstanceNotFoundFault", $metadata: { httpStatusCode: 404 } });
  });
});

describe("a snapshot", () => {
  beforeEach(() => make("shop"));

  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html
  it("is being created at first, and available with its tags in a while", async () => {
    expect((await take("before-release")).DBSnapshot).toMatchObject({ Status: "creating", SnapshotType: "manual" });
    await vi.waitFor(async () => expect(await rds.snapshots("shop")).toMatchObject([{ DBSnapshotIdentifier: "before-release", Status: "available", TagList: [{ Key: "by", Value: "a & <b>" }] }]), 15_000);
    expect(await rds.messages("shop")).toEqual(["DB instance created", "Manual snapshot created"]);
  });

  it("has a name of its own, which RDS would take", async () => {
    await take("one");
    await expect(take("one")).rejects.toMatchObject({ name: "DBSnapshotAlreadyExistsFault" });
    await expect(take("a--b")).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(take("two", "nobody")).rejects.toMatchObject({ name: "DBInstanceNotFoundFault" });
  });

  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSnapshot.html
  it("can be deleted once, unless it is an automated one", async () => {
    const remove = (DBSnapshotIdentifier: string) => rds.client.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier }));
    await take("one");
    await vi.waitFor(async () => expect((await remove("one")).DBSnapshot?.Status).toBe("deleted"), 15_000);
    expect(rds.lab.disks.copies.size).toBe(0);
    await expect(remove("one")).rejects.toMatchObject({ name: "DBSnapshotNotFoundFault" });
    await make("kept", { backupRetentionPeriod: 7 });
    const [automated] = await rds.snapshots("kept");
    await expect(remove(automated?.DBSnapshotIdentifier ?? "")).rejects.toMatchObject({ name: "InvalidDBSnapshotStateFault" });
  });
});

describe("a change", () => {
  const modify = (change: { readonly DeletionProtection?: boolean; readonly VpcSecurityGroupIds?: string[] }) => rds.client.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: "shop", ApplyImmediately: true, ...change }));

  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
  it("shows in the status for a while, and the program's refresh finds it", async () => {
    const { id } = await make("shop");
    expect((await modify({ DeletionProtection: true, VpcSecurityGroupIds: ["sg-nobody"] })).DBInstance?.DBInstanceStatus).toBe("modifying");
    await vi.waitFor(async () => expect(await rds.statusOf("shop")).toBe("available"), { timeout: 3000 });
    const read = await handle("read", "aws", { type: "aws:rds/instance:Instance", name: "shop", id, inputs: {} }, rds.lab);
    expect(read.outputs).toMatchObject({ deletionProtection: true, vpcSecurityGroupIds: ["sg-nobody"], multiAz: true });
  });

  it("is refused while the instance is not available", async () => {
    await make("shop");
    await turnDatabase(rds.lab, { name: "database-gone", on: true, instance: "shop" });
    await expect(modify({ DeletionProtection: true })).rejects.toMatchObject({ name: "InvalidDBInstanceStateFault" });
  });

  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RebootDBInstance.html
  it("of place is a failover, which only an instance with a standby can do", async () => {
    const reboot = (DBInstanceIdentifier: string) => rds.client.send(new RebootDBInstanceCommand({ DBInstanceIdentifier, ForceFailover: true }));
    await make("shop");
    await make("alone", { multiAz: false });
    expect((await reboot("shop")).DBInstance?.DBInstanceStatus).toBe("rebooting");
    await vi.waitFor(async () => expect(await rds.statusOf("shop")).toBe("available"), { timeout: 3000 });
    expect(await rds.messages("shop")).toEqual(["DB instance created", "Multi-AZ instance failover started.", "DB instance restarted", "Multi-AZ instance failover completed"]);
    await expect(reboot("alone")).rejects.toMatchObject({ name: "InvalidParameterCombination" });
  });
});

describe("the outage of a database", () => {
  it("is a failed instance whose disk is gone, until it is found again", async () => {
    const { id } = await make("shop");
    await turnDatabase(rds.lab, { name: "database-gone", on: true, instance: databaseMeant(rds.lab, "") });
    expect([...rds.lab.disks.lost]).toEqual([id]);
    expect(await rds.statusOf("shop")).toBe("failed");
    expect((await rds.messages("shop")).at(-1)).toContain("Begin a point-in-time-restore");
    await expect(take("too-late")).rejects.toMatchObject({ name: "InvalidDBInstanceStateFault" });
    await turnDatabase(rds.lab, { name: "database-gone", on: false, instance: "shop" });
    expect(await rds.statusOf("shop")).toBe("available");
    expect([...rds.lab.disks.lost]).toEqual([]);
  });

  it("means the one database there is, and asks where there are two", async () => {
    await make("one");
    expect(databaseMeant(rds.lab, "")).toBe("one");
    await make("two");
    expect(() => databaseMeant(rds.lab, "")).toThrow("which database");
    expect(() => databaseMeant(rds.lab, "three")).toThrow("none called three");
  });

  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
  it("may be a failover under way, which events and status tell", async () => {
    await make("shop");
    await turnDatabase(rds.lab, { name: "database-failover", on: true, instance: "shop" });
    expect([await rds.statusOf("shop"), (await rds.messages("shop")).at(-1)]).toEqual(["rebooting", "Multi-AZ instance failover started."]);
    await turnDatabase(rds.lab, { name: "database-failover", on: false, instance: "shop" });
    expect([await rds.statusOf("shop"), (await rds.messages("shop")).at(-1)]).toEqual(["available", "Multi-AZ instance failover completed"]);
  });
});

describe("the API itself", () => {
  it("tells the parameters that a person set, and refuses a group nobody made", async () => {
    const parameters = async (DBParameterGroupName: string) => (await rds.client.send(new DescribeDBParametersCommand({ DBParameterGroupName, Source: "user" }))).Parameters ?? [];
    const inputs = { name: "shop", family: "postgres17", parameters: [{ name: "work_mem", value: "8192" }] };
    await handle("create", "aws", { type: "aws:rds/parameterGroup:ParameterGroup", name: "shop", inputs }, rds.lab);
    expect(await parameters("shop")).toMatchObject([{ ParameterName: "work_mem", ParameterValue: "8192", Source: "user" }]);
    expect(await parameters("default.postgres17")).toEqual([]);
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBParameters.html#API_DescribeDBParameters_Errors
    await expect(parameters("nobody")).rejects.toMatchObject({ name: "DBParameterGroupNotFoundFault" });
  });

  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html
  it("wants a signature, and knows what it can do", async () => {
    const { hostname, port } = await rds.client.config.endpoint?.() ?? { hostname: "", port: 0 };
    const post = async (action: string, headers: Record<string, string>) => (await fetch(`http://${hostname}:${port ?? ""}/`, { method: "POST", body: `Action=${action}&Version=2014-10-31`, headers })).text();
    expect(await post("DescribeDBInstances", {})).toContain("<Code>MissingAuthenticationToken</Code>");
    expect(await post("MakeCoffee", { authorization: "AWS4-HMAC-SHA256 Credential=lab" })).toContain("<Code>InvalidAction</Code>");
  });

  it("says nothing at all in the dark", async () => {
    rds.lab.turnDark();
    await expect(rds.client.send(new DescribeDBInstancesCommand({}), { abortSignal: AbortSignal.timeout(200) })).rejects.toMatchObject({ name: "AbortError" });
  });
});
