import { Instance, type InstanceArgs } from "@pulumi/aws/rds/instance.js";
import { movedByRestores } from "../aws/database.ts";
import type { RestoreEntry } from "../outputs.ts";

/** All that would make another instance in its place, or that RDS alone decides: whatever the file says later, what was restored stays. */
const fixed = ["snapshotIdentifier", "restoreToPointInTime", "engine", "engineVersion", "username", "password", "dbName", "storageEncrypted", "kmsKeyId", "availabilityZone"];

/** A large one takes hours; by itself the provider gives up after forty minutes, with half of its settings not made yet. */
export const asLongAsItTakes = { create: "6h", update: "6h" } as const;

/** The facts of an entry as RDS takes them, each said aloud because RDS's defaults are another database's. */
export function restoredArgs(entry: RestoreEntry): InstanceArgs {
  return {
    identifier: entry.identifier,
    ...originOf(entry),
    // Its version is that of what it is made from. The provider would ask for another after a snapshot's restore, and AWS
    // takes a major one for that one's default, which may be older: 'Cannot upgrade postgres from 17.9 to 17.6'.
    engine: "postgres",
    instanceClass: entry.class,
    port: entry.port,
    storageType: entry.storageType,
    allocatedStorage: entry.allocatedGb,
    ...(entry.maxAllocatedGb === undefined ? {} : { maxAllocatedStorage: entry.maxAllocatedGb }),
    ...(entry.iops === undefined ? {} : { iops: entry.iops }),
    ...(entry.throughput === undefined ? {} : { storageThroughput: entry.throughput }),
    storageEncrypted: entry.encrypted,
    ...(entry.kmsKey === undefined ? {} : { kmsKeyId: entry.kmsKey }),
    multiAz: entry.multiAz,
    publiclyAccessible: entry.publiclyAccessible,
    parameterGroupName: entry.parameterGroup,
    ...(entry.optionGroup === undefined ? {} : { optionGroupName: entry.optionGroup }),
    dbSubnetGroupName: entry.subnetGroup,
    vpcSecurityGroupIds: entry.securityGroups,
    ...(entry.caCertificate === undefined ? {} : { caCertIdentifier: entry.caCertificate }),
    iamDatabaseAuthenticationEnabled: entry.iamAuthentication,
    backupRetentionPeriod: entry.backupRetentionDays,
    ...(entry.backupWindow === undefined ? {} : { backupWindow: entry.backupWindow }),
    ...(entry.maintenanceWindow === undefined ? {} : { maintenanceWindow: entry.maintenanceWindow }),
    copyTagsToSnapshot: entry.copyTagsToSnapshot,
    autoMinorVersionUpgrade: entry.autoMinorVersionUpgrade,
    monitoringInterval: entry.monitoringSeconds,
    ...(entry.monitoringRole === undefined ? {} : { monitoringRoleArn: entry.monitoringRole }),
    performanceInsightsEnabled: entry.performanceInsights,
    ...(entry.performanceInsightsKey === undefined ? {} : { performanceInsightsKmsKeyId: entry.performanceInsightsKey }),
    ...(entry.performanceInsightsDays === undefined ? {} : { performanceInsightsRetentionPeriod: entry.performanceInsightsDays }),
    enabledCloudwatchLogsExports: entry.logExports,
    tags: entry.tags,
  };
}

/** One restored database: a resource of its own, named by its run, protected twice over, with every fact said aloud because RDS's defaults are another database's. */
export function restoredInstance(entry: RestoreEntry): Instance {
  const { identifier } = entry;
  const args: InstanceArgs = {
    ...restoredArgs(entry),
    deleteAutomatedBackups: false,
    deletionProtection: true,
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: `${identifier}-final`,
    applyImmediately: true,
  };
  return new Instance(identifier, args, { protect: true, retainOnDelete: true, ignoreChanges: [...fixed, ...movedByRestores], customTimeouts: asLongAsItTakes });
}

function originOf({ source }: RestoreEntry): Pick<InstanceArgs, "snapshotIdentifier" | "restoreToPointInTime"> {
  if ("snapshot" in source) return { snapshotIdentifier: source.snapshot };
  const { instance, resourceId, pointInTime } = source;
  const of = resourceId === undefined ? { sourceDbInstanceIdentifier: instance } : { sourceDbiResourceId: resourceId };
  const point = pointInTime === "latest" ? { useLatestRestorableTime: true } : { restoreTime: pointInTime };
  return { restoreToPointInTime: { ...of, ...point } };
}
