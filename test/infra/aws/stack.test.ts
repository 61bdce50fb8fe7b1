import { beforeAll, expect, test } from "vitest";
import { awsOutputs } from "../../../infra/outputs.ts";
import { restoreEntry } from "../../../infra/outputs.ts";
import { awsExample } from "../support/example.ts";
import { runStack, type Clouds, type Ran } from "../support/run-stack.ts";

const clouds: Clouds = {
  states: {
    "aws:ec2/instance:Instance": () => ({ privateIp: "10.10.32.7" }),
    "aws:rds/instance:Instance": () => ({ address: "shop-database.example.rds.amazonaws.com" }),
    "aws:elasticache/replicationGroup:ReplicationGroup": () => ({ primaryEndpointAddress: "shop-cache.example.amazonaws.com" }),
    "aws:lb/loadBalancer:LoadBalancer": () => ({ dnsName: "shop-app-1.eu-west-1.elb.amazonaws.com", arn: "arn:aws:elb:app" }),
    "aws:s3/bucket:Bucket": () => ({ arn: "arn:aws:s3:::shop-objects-eu-west-1" }),
  },
};

const CERTIFICATE = "failover-kit:certificate";
const { [CERTIFICATE]: certificate = "", "failover-kit:transferSubject": _subject, "failover-kit:searchInstanceType": _search, ...plain } = awsExample();

let ran: Ran;
beforeAll(async () => {
  ran = await runStack("aws", plain, clouds);
});

const made = (type: string) => ran.made.filter((resource) => resource.type === type);
const only = (type: string) => {
  const [first, ...rest] = made(type);
  if (!first || rest.length > 0) throw new Error(`expected one ${type}, found ${made(type).length}`);
  return first;
};

test("its outputs are what the contract says", () => {
  expect(awsOutputs.parse(ran.outputs)).toEqual({
    app: [
      { name: "shop-app-1", address: "10.10.32.7" },
      { name: "shop-app-2", address: "10.10.32.7" },
    ],
    exporter: { name: "shop-exporter", address: "10.10.32.7" },
    loadBalancer: { dnsName: "shop-app-1.eu-west-1.elb.amazonaws.com" },
    database: { address: "shop-database.example.rds.amazonaws.com", port: 5432, name: "shop", masterUser: "master" },
    cache: { address: "shop-cache.example.amazonaws.com", port: 6379 },
    objects: { bucket: "shop-objects-eu-west-1" },
    fence: { securityGroupId: "shop-fence-id" },
    exporterSide: { vpcId: "shop-network-id", securityGroupId: "shop-exporter-id" },
  });
});

test("the database is encrypted, private, in two zones, backed up, and refuses deletion twice over", () => {
  const database = only("aws:rds/instance:Instance");
  expect(database.inputs).toMatchObject({
    storageEncrypted: true,
    publiclyAccessible: false,
    multiAz: true,
    backupRetentionPeriod: 14,
    deletionProtection: true,
    skipFinalSnapshot: false,
    parameterGroupName: "shop-database",
    dbSubnetGroupName: "shop-database",
    vpcSecurityGroupIds: ["shop-database-id"],
  });
  expect(database.protect).toBe(true);
});

test("its password is a secret on the wire and nowhere in the clear", () => {
  expect(only("aws:rds/instance:Instance").inputs["password"]).toMatchObject({ value: "correct-horse-battery" });
  const rest = ran.made.filter(({ type }) => type !== "aws:rds/instance:Instance");
  expect(JSON.stringify([rest, ran.outputs])).not.toContain("correct-horse-battery");
});

test("objects keep their versions, are encrypted and cannot become public", () => {
  expect(only("aws:s3/bucket:Bucket")).toMatchObject({ protect: true, inputs: { bucket: "shop-objects-eu-west-1", forceDestroy: false } });
  expect(only("aws:s3/bucketVersioning:BucketVersioning").inputs).toMatchObject({ versioningConfiguration: { status: "Enabled" } });
  expect(made("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")).toHaveLength(1);
  expect(only("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).toMatchObject({
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
});

test("machines stand in private subnets of both zones, with the metadata service closed to forged requests", () => {
  const machines = made("aws:ec2/instance:Instance");
  expect(machines.map(({ name, inputs }) => [name, inputs["subnetId"]])).toEqual([
    ["shop-app-1", "shop-private-a-id"],
    ["shop-app-2", "shop-private-b-id"],
    ["shop-exporter", "shop-private-a-id"],
  ]);
  for (const { inputs, ignoreChanges } of machines) {
    expect(inputs).toMatchObject({
      associatePublicIpAddress: false,
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true },
      keyName: "shop-operators",
    });
    expect(ignoreChanges).toContain("ami");
  }
});

test("another key of the operators makes no machine anew: each waits for the key and takes it by name", () => {
  const machines = made("aws:ec2/instance:Instance");
  expect(machines.map(({ dependsOn, derived }) => [dependsOn, derived.includes("keyName")])).toEqual(machines.map(() => [["shop-operators"], false]));
});

test("the load balancer asks /healthz on 8080 and stands in both public subnets", () => {
  expect(only("aws:lb/targetGroup:TargetGroup").inputs).toMatchObject({ port: 8080, healthCheck: { path: "/healthz", matcher: "200" } });
  expect(only("aws:lb/loadBalancer:LoadBalancer").inputs["subnets"]).toEqual(["shop-public-a-id", "shop-public-b-id"]);
  const attached = made("aws:lb/targetGroupAttachment:TargetGroupAttachment");
  expect(attached.map(({ inputs }) => inputs["targetId"])).toEqual(["shop-app-1-id", "shop-app-2-id"]);
});

test("without a certificate it speaks HTTP; with one, HTTP only sends on to HTTPS", async () => {
  expect(made("aws:lb/listener:Listener").map(({ inputs }) => inputs["port"])).toEqual([80]);
  const secured = await runStack("aws", { ...plain, [CERTIFICATE]: certificate }, clouds);
  const listeners = secured.made.filter(({ type }) => type === "aws:lb/listener:Listener");
  expect(listeners.map(({ inputs }) => [inputs["port"], inputs["certificateArn"], inputs["defaultActions"]])).toMatchObject([
    [80, undefined, [{ type: "redirect" }]],
    [443, certificate, [{ type: "forward" }]],
  ]);
});

test("the application may touch its own bucket only, and the exporter nothing in AWS", () => {
  const policy = only("aws:iam/rolePolicy:RolePolicy");
  expect(policy.name).toBe("shop-app");
  expect(JSON.parse(String(policy.inputs["policy"]))).toMatchObject({
    Statement: [
      { Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], Resource: "arn:aws:s3:::shop-objects-eu-west-1/*" },
      { Action: ["s3:ListBucket"], Resource: "arn:aws:s3:::shop-objects-eu-west-1" },
    ],
  });
  expect(made("aws:iam/role:Role").map(({ name }) => name)).toEqual(["shop-app", "shop-exporter"]);
});

test("every name fits the shortest limit of its kind, for the longest service name allowed", async () => {
  const long = await runStack("aws", { ...plain, "failover-kit:service": "a".repeat(16) }, clouds);
  const limits = { "aws:lb/loadBalancer:LoadBalancer": 32, "aws:lb/targetGroup:TargetGroup": 32, "aws:iam/role:Role": 64 };
  for (const { type, inputs } of long.made) {
    const limit = Object.entries(limits).find(([limited]) => limited === type)?.[1] ?? 63;
    if (typeof inputs["name"] === "string") expect(inputs["name"].length).toBeLessThanOrEqual(limit);
  }
  const cache = long.made.find(({ type }) => type === "aws:elasticache/replicationGroup:ReplicationGroup");
  expect(String(cache?.inputs["replicationGroupId"]).length).toBeLessThanOrEqual(40);
});

const adoptedEntry = restoreEntry.parse({
  run: "r1", identifier: "shop-r1", source: { snapshot: "s" }, class: "db.t4g.medium", engineVersion: "17", port: 5432, storageType: "gp3", allocatedGb: 40, encrypted: true, multiAz: true,
  publiclyAccessible: false, parameterGroup: "shop-database", subnetGroup: "shop-database", securityGroups: ["sg-1"], iamAuthentication: false, backupRetentionDays: 14, copyTagsToSnapshot: true,
  autoMinorVersionUpgrade: true, monitoringSeconds: 0, performanceInsights: true, logExports: [], tags: {},
});

test("no update lifts the fence of a broken database, adopted or not: its groups are set when it is made", () => {
  expect(only("aws:rds/instance:Instance").ignoreChanges).toContain("vpcSecurityGroupIds");
});

test("a restored database that was adopted serves; the first one is still declared, the fences of both let alone", async () => {
  const states = { ...clouds.states, "aws:rds/instance:Instance": (name: string) => ({ address: `${name}.example.rds.amazonaws.com` }) };
  const adopted = await runStack("aws", { ...plain, "failover-kit:databaseRestored": JSON.stringify(adoptedEntry) }, { states });
  expect(awsOutputs.parse(adopted.outputs).database.address).toBe("shop-r1.example.rds.amazonaws.com");
  const instances = adopted.made.filter(({ type }) => type === "aws:rds/instance:Instance");
  expect(instances.map(({ name, protect, ignoreChanges }) => [name, protect, ignoreChanges.includes("vpcSecurityGroupIds")])).toEqual([["shop-database", true, true], ["shop-r1", true, true]]);
});

test("one that took a deleted one's place serves alone: that is declared no more, and the groups both stand on are", async () => {
  const states = { ...clouds.states, "aws:rds/instance:Instance": (name: string) => ({ address: `${name}.example.rds.amazonaws.com` }) };
  const settings = { ...plain, "failover-kit:databaseRestored": JSON.stringify(adoptedEntry), "failover-kit:databaseDeleted": "true" };
  const adopted = await runStack("aws", settings, { states });
  expect(adopted.made.filter(({ type }) => type.startsWith("aws:rds/")).map(({ name }) => name).toSorted()).toEqual(["shop-database", "shop-database", "shop-r1"]);
  expect(adopted.made.filter(({ type }) => type === "aws:rds/instance:Instance").map(({ name }) => name)).toEqual(["shop-r1"]);
  expect(awsOutputs.parse(adopted.outputs).database.address).toBe("shop-r1.example.rds.amazonaws.com");
  await expect(runStack("aws", { ...plain, "failover-kit:databaseDeleted": "true" }, { states })).rejects.toThrow("databaseRestored");
});
