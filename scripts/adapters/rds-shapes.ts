import type { DBInstance, DBInstanceAutomatedBackup, DBSnapshot, Tag } from "@aws-sdk/client-rds";
import { z } from "zod";
import { FailoverError } from "../core/errors.ts";
import type { RdsAutomatedBackup, RdsInstance, RdsSnapshot } from "../core/rds.ts";

const text = z.string().min(1);
const maybe = text.optional().catch(undefined);
const time = z.date().transform((at) => at.toISOString());
const count = z.int().positive().optional().catch(undefined);
const yes = z.boolean().default(false);

const instance = z.object({
  identifier: text, resourceId: text, arn: text, status: text, address: maybe, port: count, class: text, engineVersion: text, masterUser: text, databaseName: maybe,
  storageType: text, allocatedGb: z.int(), maxAllocatedGb: count, iops: count, throughput: count, encrypted: yes, kmsKey: maybe,
  multiAz: yes, zone: maybe, publiclyAccessible: yes, parameterGroup: text, optionGroup: maybe, subnetGroup: text, securityGroups: z.array(text),
  caCertificate: maybe, iamAuthentication: yes, backupRetentionDays: z.int(), backupWindow: maybe, maintenanceWindow: maybe,
  copyTagsToSnapshot: yes, autoMinorVersionUpgrade: yes, deletionProtection: yes, monitoringSeconds: z.int().default(0), monitoringRole: maybe,
  performanceInsights: yes, performanceInsightsKey: maybe, performanceInsightsDays: count, logExports: z.array(text), latestRestorableTime: time.optional(), tags: z.record(z.string(), z.string()),
});
const snapshot = z.object({
  id: text, instance: text, kind: z.enum(["automated", "manual"]).or(z.string().transform(() => "other" as const)), status: text, createdAt: time.optional(),
  engineVersion: text, allocatedGb: z.int(), encrypted: yes, tags: z.record(z.string(), z.string()),
});
const backup = z.object({ instance: text, resourceId: text, status: text, earliest: time.optional(), latest: time.optional(), allocatedGb: z.int() });

/** AWS's account of an instance as the kit speaks of it; what must be there and is not is an error. */
export function toInstance(said: DBInstance): RdsInstance {
  const endpoint = said.Endpoint ?? said.ListenerEndpoint;
  return parsed(instance, `the instance ${said.DBInstanceIdentifier ?? "without a name"}`, {
    identifier: said.DBInstanceIdentifier, resourceId: said.DbiResourceId, arn: said.DBInstanceArn, status: said.DBInstanceStatus,
    address: endpoint?.Address, port: endpoint?.Port ?? said.DbInstancePort, class: said.DBInstanceClass, engineVersion: said.EngineVersion, masterUser: said.MasterUsername, databaseName: said.DBName,
    storageType: said.StorageType, allocatedGb: said.AllocatedStorage, maxAllocatedGb: said.MaxAllocatedStorage, iops: said.Iops, throughput: said.StorageThroughput, encrypted: said.StorageEncrypted, kmsKey: said.KmsKeyId,
    multiAz: said.MultiAZ, zone: said.AvailabilityZone, publiclyAccessible: said.PubliclyAccessible,
    parameterGroup: said.DBParameterGroups?.[0]?.DBParameterGroupName, optionGroup: said.OptionGroupMemberships?.[0]?.OptionGroupName, subnetGroup: said.DBSubnetGroup?.DBSubnetGroupName,
    securityGroups: (said.VpcSecurityGroups ?? []).filter(({ Status }) => Status !== "removing").map(({ VpcSecurityGroupId }) => VpcSecurityGroupId),
    caCertificate: said.CACertificateIdentifier, iamAuthentication: said.IAMDatabaseAuthenticationEnabled,
    backupRetentionDays: said.BackupRetentionPeriod, backupWindow: said.PreferredBackupWindow, maintenanceWindow: said.PreferredMaintenanceWindow,
    copyTagsToSnapshot: said.CopyTagsToSnapshot, autoMinorVersionUpgrade: said.AutoMinorVersionUpgrade, deletionProtection: said.DeletionProtection,
    monitoringSeconds: said.MonitoringInterval, monitoringRole: said.MonitoringRoleArn,
    performanceInsights: said.PerformanceInsightsEnabled, performanceInsightsKey: said.PerformanceInsightsKMSKeyId, performanceInsightsDays: said.PerformanceInsightsRetentionPeriod,
    logExports: said.EnabledCloudwatchLogsExports ?? [], latestRestorableTime: said.LatestRestorableTime, tags: tagsOf(said.TagList),
  });
}

/** AWS's account of a snapshot. A copy keeps the time of what it was copied from: that is how old its data are. */
export const toSnapshot = (said: DBSnapshot): RdsSnapshot =>
  parsed(snapshot, `the snapshot ${said.DBSnapshotIdentifier ?? "without a name"}`, {
    id: said.DBSnapshotIdentifier, instance: said.DBInstanceIdentifier, kind: said.SnapshotType ?? "other", status: said.Status,
    createdAt: said.OriginalSnapshotCreateTime ?? said.SnapshotCreateTime,
    engineVersion: said.EngineVersion, allocatedGb: said.AllocatedStorage, encrypted: said.Encrypted, tags: tagsOf(said.TagList),
  });

/** AWS's account of an automated backup. */
export const toAutomatedBackup = (said: DBInstanceAutomatedBackup): RdsAutomatedBackup =>
  parsed(backup, `the automated backup of ${said.DBInstanceIdentifier ?? "an instance without a name"}`, {
    instance: said.DBInstanceIdentifier, resourceId: said.DbiResourceId, status: said.Status, earliest: said.RestoreWindow?.EarliestTime, latest: said.RestoreWindow?.LatestTime, allocatedGb: said.AllocatedStorage,
  });

const tagsOf = (tags: readonly Tag[] = []): Readonly<Record<string, string>> => Object.fromEntries(tags.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""]])));

function parsed<T extends z.ZodType>(shape: T, source: string, said: unknown): z.output<T> {
  const read = shape.safeParse(said);
  if (!read.success) throw new FailoverError("ANSWER_UNREADABLE", { source: `RDS, of ${source}`, problems: read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) });
  return read.data;
}
