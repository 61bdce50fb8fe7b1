import { beforeAll, expect, test } from "vitest";
import { exportSnapshotOutputs } from "../../../infra/outputs.ts";
import { entryFor } from "../../../scripts/core/restore-db/restore-entry.ts";
import { rdsInstance } from "../../support/paper-rds.ts";
import { example } from "../support/example.ts";
import { runStack, type Ran } from "../support/run-stack.ts";

const AWS = "organization/failover-kit/aws";
const INSTANCE = "aws:rds/instance:Instance";
const run = "x20261125-220000-ab12";
const identifier = `shop-${run}`;
const entry = entryFor(rdsInstance(), { run, service: "shop", source: { snapshot: "rds:shop-database-2026-11-25-02-00" } });
const plain = example("export-snapshot");
const told = { ...plain, "failover-kit:instance": JSON.stringify(entry) };
const states = { [INSTANCE]: (name: string) => ({ address: `${name}.example.rds.amazonaws.com`, resourceId: `db-${name}` }) };
const clouds = { states, stacks: { [AWS]: { exporterSide: { vpcId: "vpc-1", securityGroupId: "sg-exporter" } } } };

let ran: Ran;
beforeAll(async () => {
  ran = await runStack("export-snapshot", told, clouds);
});

const only = (type: string) => {
  const [first, ...rest] = ran.made.filter((one) => one.type === type);
  if (!first || rest.length > 0) throw new Error(`expected one ${type}`);
  return first;
};

test("it is one instance, from the snapshot, with the live one's facts", () => {
  expect(exportSnapshotOutputs.parse(ran.outputs)).toEqual({ instance: { identifier, resourceId: `db-${identifier}`, address: `${identifier}.example.rds.amazonaws.com`, port: 5432 } });
  expect(only(INSTANCE).inputs).toMatchObject({
    snapshotIdentifier: "rds:shop-database-2026-11-25-02-00",
    instanceClass: "db.t4g.medium", storageType: "gp3", allocatedStorage: 40, parameterGroupName: "shop-database", dbSubnetGroupName: "shop-database", storageEncrypted: true,
  });
});

test("nothing of it is kept: no protection, no final snapshot, no backups, one zone", () => {
  expect(ran.made.filter(({ protect }) => protect)).toEqual([]);
  expect(only(INSTANCE).inputs).toMatchObject({ deletionProtection: false, skipFinalSnapshot: true, deleteAutomatedBackups: true, backupRetentionPeriod: 0, multiAz: false, publiclyAccessible: false });
  expect(only(INSTANCE).inputs).not.toHaveProperty("finalSnapshotIdentifier");
  expect(only(INSTANCE).customTimeouts).toEqual({ create: "6h", update: "6h" });
});

test("only the exporter reaches it, by a wall of its own and a way through the exporter's", () => {
  const group = only("aws:ec2/securityGroup:SecurityGroup");
  expect(group.inputs).toMatchObject({ name: identifier, vpcId: "vpc-1" });
  expect(only(INSTANCE).inputs["vpcSecurityGroupIds"]).toEqual([`${identifier}-id`]);
  expect(only("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs).toMatchObject({ securityGroupId: `${identifier}-id`, referencedSecurityGroupId: "sg-exporter", fromPort: 5432, toPort: 5432 });
  expect(only("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").inputs).toMatchObject({ securityGroupId: "sg-exporter", referencedSecurityGroupId: `${identifier}-id`, fromPort: 5432, toPort: 5432 });
});

test("brought up by hand, or on an aws stack of an earlier kit, it says what is missing", async () => {
  await expect(runStack("export-snapshot", plain, clouds)).rejects.toThrow("brought up by 'failover export --from snapshot'");
  await expect(runStack("export-snapshot", told, { states, stacks: { [AWS]: {} } })).rejects.toThrow("the 'aws' stack does not tell exporterSide");
});
