import { RunError, StackReference } from "@pulumi/pulumi";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import { Instance } from "@pulumi/aws/rds/instance.js";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule.js";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import { awsOutputs, type AwsOutputs, type ExportSnapshotOutputs } from "../outputs.ts";
import type { Promised } from "../promised.ts";
import { asLongAsItTakes, restoredArgs } from "../restore/restored-instance.ts";
import { readSettings } from "../settings.ts";

const AWS = "organization/failover-kit/aws";

/** One instance made from a snapshot, to be read once by the exporter and thrown away: in every fact the live one, except that nothing keeps it. */
export async function exportSnapshot(stack: string): Promise<Promised<ExportSnapshotOutputs>> {
  const { instance: entry } = readSettings("export-snapshot", stack);
  if (entry === undefined) throw new RunError("this stack is brought up by 'failover export --from snapshot', which tells it what to restore; there is nothing to do by hand");
  const { vpcId, securityGroupId: exporter } = await exporterSide();
  const { identifier, port } = entry;
  const tags = { Name: identifier };
  const group = new SecurityGroup(identifier, { name: identifier, description: "Only the exporter may reach it", vpcId, tags });
  const way = { ipProtocol: "tcp", fromPort: port, toPort: port, description: `exporter to ${identifier}` };
  new SecurityGroupIngressRule(`${identifier}-from-exporter`, { securityGroupId: group.id, referencedSecurityGroupId: exporter, ...way });
  new SecurityGroupEgressRule(`${identifier}-exporter-to`, { securityGroupId: exporter, referencedSecurityGroupId: group.id, ...way });
  const args = {
    ...restoredArgs(entry),
    multiAz: false,
    publiclyAccessible: false,
    vpcSecurityGroupIds: [group.id],
    backupRetentionPeriod: 0,
    deleteAutomatedBackups: true,
    deletionProtection: false,
    skipFinalSnapshot: true,
    applyImmediately: true,
  };
  const instance = new Instance(identifier, args, { customTimeouts: asLongAsItTakes });
  return { instance: { identifier: instance.identifier, resourceId: instance.resourceId, address: instance.address, port: instance.port } };
}

async function exporterSide(): Promise<NonNullable<AwsOutputs["exporterSide"]>> {
  const told: { readonly value?: unknown } = await new StackReference(AWS).getOutputDetails("exporterSide");
  const side = awsOutputs.shape.exporterSide.safeParse(told.value);
  if (side.success && side.data !== undefined) return side.data;
  throw new RunError("the 'aws' stack does not tell exporterSide; it is older than this kit. Run 'pulumi up --stack aws' first.");
}
