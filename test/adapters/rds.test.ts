import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { rds, type RdsLimits } from "../../scripts/adapters/rds.ts";
import { certificateIn } from "../support/certificate.ts";
import { onLoopback } from "../support/loopback.ts";
import { queryServer, type QueryReply } from "../support/query-server.ts";

const opened: (() => Promise<void>)[] = [];
beforeAll(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "aws-secret-not-for-printing");
  return () => void vi.unstubAllEnvs();
});
afterEach(async () => void (await Promise.all(opened.splice(0).map((close) => close()))));

/** The adapter before a server that answers in the documented envelopes. */
async function awsAnswering(...replies: readonly QueryReply[]) {
  const server = await queryServer(...replies);
  opened.push(server.close);
  return { ...server, rds: rds({ region: "eu-west-1", endpoints: { rds: server.origin } }, new AbortController().signal) };
}

const patient = { connectSeconds: 30, answerSeconds: 30, callSeconds: 30 };
/** What is said of a server's silence under these limits. */
const saidOf = async (origin: string, limits: Partial<RdsLimits>) =>
  rds({ region: "eu-west-1", endpoints: { rds: origin } }, new AbortController().signal, { ...patient, ...limits }).instances().catch((error: unknown) => String(error));

/** As the API reference's example has it, https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html, with a PostgreSQL of ours. */
const described = `<DBInstance>
  <DBInstanceIdentifier>shop-database</DBInstanceIdentifier><DbiResourceId>db-ABC</DbiResourceId><DBInstanceArn>arn:aws:rds:eu-west-1:1:db:shop-database</DBInstanceArn>
  <DBInstanceStatus>available</DBInstanceStatus><Endpoint><Address>shop-database.c1.rds.amazonaws.com</Address><Port>5432</Port><HostedZoneId>Z1</HostedZoneId></Endpoint>
  <DBInstanceClass>db.t4g.medium</DBInstanceClass><Engine>postgres</Engine><EngineVersion>17.5</EngineVersion><MasterUsername>master</MasterUsername><DBName>shop</DBName>
  <StorageType>io2</StorageType><AllocatedStorage>40</AllocatedStorage><Iops>3000</Iops><StorageEncrypted>true</StorageEncrypted><KmsKeyId>arn:k</KmsKeyId>
  <MultiAZ>true</MultiAZ><PubliclyAccessible>false</PubliclyAccessible>
  <DBParameterGroups><DBParameterGroup><DBParameterGroupName>shop-pg</DBParameterGroupName><ParameterApplyStatus>in-sync</ParameterApplyStatus></DBParameterGroup></DBParameterGroups>
  <OptionGroupMemberships><OptionGroupMembership><OptionGroupName>default:postgres-17</OptionGroupName><Status>in-sync</Status></OptionGroupMembership></OptionGroupMemberships>
  <DBSubnetGroup><DBSubnetGroupName>shop-subnets</DBSubnetGroupName></DBSubnetGroup>
  <VpcSecurityGroups>
    <VpcSecurityGroupMembership><VpcSecurityGroupId>sg-1</VpcSecurityGroupId><Status>active</Status></VpcSecurityGroupMembership>
    <VpcSecurityGroupMembership><VpcSecurityGroupId>sg-2</VpcSecurityGroupId><Status>removing</Status></VpcSecurityGroupMembership>
  </VpcSecurityGroups>
  <CACertificateIdentifier>rds-ca-rsa2048-g1</CACertificateIdentifier><BackupRetentionPeriod>14</BackupRetentionPeriod><PreferredBackupWindow>02:00-02:30</PreferredBackupWindow>
  <PreferredMaintenanceWindow>sun:03:00-sun:03:30</PreferredMaintenanceWindow><DeletionProtection>true</DeletionProtection><CopyTagsToSnapshot>true</CopyTagsToSnapshot>
  <LatestRestorableTime>2026-11-25T01:00:00Z</LatestRestorableTime><TagList><Tag><Key>Name</Key><Value>shop-database</Value></Tag></TagList>
</DBInstance>`;
const instances = (inside: string): QueryReply => ({ result: `<DBInstances>${inside}</DBInstances>` });
const refused = (status: number, code: string): QueryReply => ({ status, code, text: `${code} it is` });

test("an instance is told with everything that a restored one must be given", async () => {
  const { rds, asked, signed } = await awsAnswering(instances(described));
  expect(await rds.instance("shop-database")).toMatchObject({
    identifier: "shop-database", resourceId: "db-ABC", status: "available", address: "shop-database.c1.rds.amazonaws.com", port: 5432, class: "db.t4g.medium",
    storageType: "io2", allocatedGb: 40, iops: 3000, multiAz: true, parameterGroup: "shop-pg", subnetGroup: "shop-subnets", securityGroups: ["sg-1"],
    backupRetentionDays: 14, deletionProtection: true, latestRestorableTime: "2026-11-25T01:00:00.000Z", kmsKey: "arn:k", tags: { Name: "shop-database" }, publiclyAccessible: false,
  });
  expect(asked()).toMatchObject([{ Action: "DescribeDBInstances", DBInstanceIdentifier: "shop-database", Version: "2014-10-31" }]);
  expect(signed()[0]).toContain("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/");
});

test("an instance that AWS does not know is none; any other refusal is passed on in AWS's own words, without a secret", async () => {
  const { rds } = await awsAnswering(refused(404, "DBInstanceNotFound"), refused(403, "AccessDenied"));
  expect(await rds.instance("gone")).toBeUndefined();
  const refusal = rds.instance("shop-database");
  await expect(refusal).rejects.toMatchObject({ code: "AWS_REFUSED", message: expect.stringMatching(/DescribeDBInstances.*AccessDenied it is/) as string });
  await expect(refusal).rejects.not.toThrow("not-for-printing");
});

test("an answer without what must be there is not guessed at", async () => {
  const { rds } = await awsAnswering(instances(described.replace(/<DBSubnetGroup>.*<\/DBSubnetGroup>/, "")));
  await expect(rds.instances()).rejects.toMatchObject({ code: "ANSWER_UNREADABLE", message: expect.stringContaining("shop-database") as string });
});

test("every page of the snapshots is read; one still being made has no time yet", async () => {
  const snapshot = (id: string, kind: string, time: string) =>
    `<DBSnapshots><DBSnapshot><DBSnapshotIdentifier>${id}</DBSnapshotIdentifier><DBInstanceIdentifier>shop-database</DBInstanceIdentifier><SnapshotType>${kind}</SnapshotType><Status>available</Status>${time}<EngineVersion>17.5</EngineVersion><AllocatedStorage>40</AllocatedStorage><Encrypted>true</Encrypted><InstanceCreateTime>2025-01-01T00:00:00Z</InstanceCreateTime></DBSnapshot></DBSnapshots>`;
  const { rds, asked } = await awsAnswering(
    { result: `${snapshot("rds:shop-1", "automated", "<SnapshotCreateTime>2026-11-25T00:00:00Z</SnapshotCreateTime>")}<Marker>m1</Marker>` },
    { result: snapshot("by-hand", "manual", "") },
  );
  const found = await rds.snapshots("shop-database");
  expect(found.map(({ id, kind, createdAt }) => [id, kind, createdAt])).toEqual([["rds:shop-1", "automated", "2026-11-25T00:00:00.000Z"], ["by-hand", "manual", undefined]]);
  expect(asked().map(({ Marker }) => Marker)).toEqual([undefined, "m1"]);
});

test("what is left of an instance is found though its name leads nowhere: all are read, and those of other names are none of it", async () => {
  const backup = (name: string, id: string) =>
    `<DBInstanceAutomatedBackup><DBInstanceIdentifier>${name}</DBInstanceIdentifier><DbiResourceId>${id}</DbiResourceId><Status>retained</Status><AllocatedStorage>40</AllocatedStorage><RestoreWindow><EarliestTime>2026-11-12T00:00:00Z</EarliestTime><LatestTime>2026-11-25T01:00:00Z</LatestTime></RestoreWindow></DBInstanceAutomatedBackup>`;
  const snapshot = (name: string, id: string) =>
    `<DBSnapshot><DBSnapshotIdentifier>${id}</DBSnapshotIdentifier><DBInstanceIdentifier>${name}</DBInstanceIdentifier><SnapshotType>manual</SnapshotType><Status>available</Status><SnapshotCreateTime>2026-11-25T00:00:00Z</SnapshotCreateTime><EngineVersion>17.5</EngineVersion><AllocatedStorage>40</AllocatedStorage></DBSnapshot>`;
  const snapshots = (inside: string) => ({ result: `<DBSnapshots>${inside}</DBSnapshots>` });
  const { rds, asked } = await awsAnswering(
    { result: `<DBInstanceAutomatedBackups>${backup("another", "db-OTHER")}${backup("shop-database", "db-ABC")}</DBInstanceAutomatedBackups>` },
    snapshots(`${snapshot("shop-database", "by-hand")}<DBSnapshot><DBSnapshotIdentifier>odd</DBSnapshotIdentifier></DBSnapshot>`),
    snapshots(`${snapshot("shop-database", "by-hand")}${snapshot("shop-database", "rds:shop-1")}`),
  );
  const { backups, snapshots: found } = await rds.kept("SHOP-database");
  expect(backups).toEqual([{ instance: "shop-database", resourceId: "db-ABC", status: "retained", earliest: "2026-11-12T00:00:00.000Z", latest: "2026-11-25T01:00:00.000Z", allocatedGb: 40 }]);
  expect(found.map(({ id }) => id).toSorted()).toEqual(["by-hand", "rds:shop-1"]);
  expect(asked().map(({ Action, DBInstanceIdentifier, DbiResourceId }) => [Action, DBInstanceIdentifier, DbiResourceId])).toEqual([["DescribeDBInstanceAutomatedBackups", undefined, undefined], ["DescribeDBSnapshots", undefined, undefined], ["DescribeDBSnapshots", undefined, "db-ABC"]]);
});

test("what it changes goes out as AWS spells it", async () => {
  const { rds, asked } = await awsAnswering({ result: `<DBSnapshot><DBSnapshotIdentifier>s</DBSnapshotIdentifier><DBInstanceIdentifier>shop-database</DBInstanceIdentifier><SnapshotType>manual</SnapshotType><Status>creating</Status><EngineVersion>17.5</EngineVersion><AllocatedStorage>40</AllocatedStorage></DBSnapshot>` });
  expect(await rds.takeSnapshot({ instance: "shop-database", id: "s", tags: { kit: "yes" } })).toMatchObject({ id: "s", status: "creating", createdAt: undefined });
  await rds.deleteSnapshot("s");
  await rds.modify("shop-database", { securityGroups: ["sg-9"], deletionProtection: true });
  await rds.reboot("shop-database");
  expect(asked()).toMatchObject([
    { Action: "CreateDBSnapshot", DBInstanceIdentifier: "shop-database", DBSnapshotIdentifier: "s", "Tags.Tag.1.Key": "kit", "Tags.Tag.1.Value": "yes" },
    { Action: "DeleteDBSnapshot", DBSnapshotIdentifier: "s" },
    { Action: "ModifyDBInstance", ApplyImmediately: "true", "VpcSecurityGroupIds.VpcSecurityGroupId.1": "sg-9", DeletionProtection: "true" },
    { Action: "RebootDBInstance", DBInstanceIdentifier: "shop-database" },
  ]);
});

test("events and a group's own parameters are told in plain shapes", async () => {
  const { rds, asked } = await awsAnswering(
    { result: "<Events><Event><SourceIdentifier>shop-database</SourceIdentifier><Date>2026-11-25T01:00:00Z</Date><Message>Multi-AZ instance failover started.</Message></Event></Events>" },
    { result: "<Parameters><Parameter><ParameterName>rds.force_ssl</ParameterName><ParameterValue>1</ParameterValue><Source>user</Source></Parameter></Parameters>" },
  );
  expect(await rds.events("shop-database", 60)).toEqual([{ at: "2026-11-25T01:00:00.000Z", message: "Multi-AZ instance failover started." }]);
  expect(await rds.parameters("shop-pg")).toEqual({ "rds.force_ssl": "1" });
  expect(asked()).toMatchObject([{ SourceType: "db-instance", Duration: "60" }, { Source: "user", DBParameterGroupName: "shop-pg" }]);
});

test("AWS in trouble is tried again, and is silence if it stays so", async () => {
  const passing = await awsAnswering(refused(503, "ServiceUnavailable"), "hang up", instances(described));
  expect(await passing.rds.instances()).toHaveLength(1);
  const lasting = await awsAnswering(refused(503, "ServiceUnavailable"));
  await expect(lasting.rds.instances()).rejects.toMatchObject({ code: "AWS_SILENT", message: expect.stringContaining("it answered 503") as string });
  expect(lasting.asked()).toHaveLength(3);
});

test("a name without an address, and a certificate that proves nothing, are told as ours to look at first", async () => {
  const at = (endpoint: string) => rds({ region: "eu-west-1", endpoints: { rds: endpoint } }, new AbortController().signal).instances();
  await expect(at("https://rds.nowhere.invalid")).rejects.toMatchObject({ code: "AWS_NAME_UNKNOWN", message: expect.stringContaining("rds.nowhere.invalid") as string });
  const directory = await mkdtemp(join(tmpdir(), "stranger-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const { certificate, key } = await certificateIn(directory);
  const { port, close } = await onLoopback(createServer({ cert: await readFile(certificate), key: await readFile(key) }));
  opened.push(close);
  await expect(at(`https://127.0.0.1:${port}`)).rejects.toMatchObject({ code: "AWS_NOT_PROVEN", message: expect.stringContaining("self-signed certificate") as string });
});

test("without the section aws there is nobody to ask", async () => {
  await expect(rds(undefined, new AbortController().signal).instances()).rejects.toMatchObject({ code: "AWS_NOT_SET" });
});

test("a kit that stops waits for no answer", async () => {
  const stop = new AbortController();
  const { origin } = await awsAnswering("hang up");
  stop.abort();
  await expect(rds({ region: "eu-west-1", endpoints: { rds: origin } }, stop.signal).instances()).rejects.toMatchObject({ code: "COMMAND_STOPPED" });
});

test("of several limits the one that was met is named, with how often it was met", async () => {
  const { origin } = await awsAnswering("say nothing");
  expect(await saidOf(origin, { answerSeconds: 0.1 })).toContain("no answer within 0.1 s, tried 3 times");
  expect(await saidOf(origin, { callSeconds: 0.3 })).toContain("no answer within 0.3 s");
});

test("a connection that never comes about is no slow answer", async () => {
  // A queue of one that nobody takes from: further connections wait in the kernel for ever.
  const full = spawn("python3", ["-uc", "import socket,time\ns=socket.socket();s.bind(('127.0.0.1',0));s.listen(0)\nheld=[socket.create_connection(s.getsockname())]\nprint(s.getsockname()[1]);time.sleep(60)"]);
  onTestFinished(() => void full.kill());
  const [port] = (await once(full.stdout, "data")) as [Buffer];
  expect(await saidOf(`http://127.0.0.1:${String(port).trim()}`, { connectSeconds: 0.2 })).toContain("no connection within 0.2 s, tried 3 times");
});

test("a connection that is cut is told as cut, not as a time limit", async () => {
  const { origin } = await awsAnswering("hang up");
  expect(await saidOf(origin, {})).toMatch(/the connection was cut .*tried 3 times/);
});
