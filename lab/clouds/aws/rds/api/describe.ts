import { number, record, text, texts } from "../../../fields.ts";
import type { Fields } from "../../../handler.ts";
import type { DbEvent, DbInstance, DbSnapshot } from "../ledger.ts";
import { speedOf } from "../origin.ts";
import type { Xml } from "./xml.ts";

const arn = (kind: "db" | "snapshot", name: string): string => `arn:aws:rds:eu-west-1:000000000000:${kind}:${name}`;
const yes = (fields: Fields, name: string): boolean => fields[name] === true;
const maybe = (fields: Fields, name: string): string | undefined => (text(fields, name) === "" ? undefined : text(fields, name));
const count = (fields: Fields, name: string): number | undefined => (typeof fields[name] === "number" ? fields[name] : undefined);
const tagList = (tags: Fields): Xml => ({ Tag: Object.entries(tags).map(([Key, value]) => ({ Key, Value: String(value) })) });
/** What runs, where the program asked for a major version only. */
const engineVersion = (fields: Fields): string => (/^\d+$/.test(text(fields, "engineVersion", "17")) ? "17.11" : text(fields, "engineVersion"));

/** An instance as https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html describes it. While it is made it has no endpoint yet. */
export function describeInstance(instance: DbInstance, { status, latestRestorableTime }: { readonly status: string; readonly latestRestorableTime: Date | undefined }): Xml {
  const { identifier, resourceId, endpoint, createdAt, settings } = instance;
  return {
    DBInstanceIdentifier: identifier,
    DBInstanceArn: arn("db", identifier),
    DbiResourceId: resourceId,
    DBInstanceStatus: status,
    DBInstanceClass: text(settings, "instanceClass"),
    Engine: text(settings, "engine", "postgres"),
    EngineVersion: engineVersion(settings),
    MasterUsername: text(settings, "username"),
    DBName: maybe(settings, "dbName"),
    Endpoint: status === "creating" ? undefined : { Address: endpoint, Port: number(settings, "port", 5432), HostedZoneId: "Z29XKXDKYMONMX" },
    InstanceCreateTime: status === "creating" ? undefined : createdAt,
    AllocatedStorage: number(settings, "allocatedStorage", 20),
    MaxAllocatedStorage: count(settings, "maxAllocatedStorage"),
    StorageType: text(settings, "storageType"),
    Iops: count(speedOf(settings), "iops"),
    StorageThroughput: count(speedOf(settings), "storageThroughput"),
    StorageEncrypted: yes(settings, "storageEncrypted"),
    KmsKeyId: maybe(settings, "kmsKeyId"),
    MultiAZ: yes(settings, "multiAz"),
    AvailabilityZone: text(settings, "availabilityZone", "eu-west-1a"),
    PubliclyAccessible: yes(settings, "publiclyAccessible"),
    DBParameterGroups: { DBParameterGroup: [{ DBParameterGroupName: text(settings, "parameterGroupName"), ParameterApplyStatus: "in-sync" }] },
    OptionGroupMemberships: { OptionGroupMembership: [{ OptionGroupName: text(settings, "optionGroupName", "default:postgres-17"), Status: "in-sync" }] },
    DBSubnetGroup: { DBSubnetGroupName: text(settings, "dbSubnetGroupName"), SubnetGroupStatus: "Complete", VpcId: "vpc-lab" },
    VpcSecurityGroups: { VpcSecurityGroupMembership: texts(settings, "vpcSecurityGroupIds").map((id) => ({ VpcSecurityGroupId: id, Status: "active" })) },
    CACertificateIdentifier: text(settings, "caCertIdentifier", "rds-ca-rsa2048-g1"),
    IAMDatabaseAuthenticationEnabled: yes(settings, "iamDatabaseAuthenticationEnabled"),
    BackupRetentionPeriod: number(settings, "backupRetentionPeriod", 0),
    PreferredBackupWindow: text(settings, "backupWindow", "03:00-03:30"),
    PreferredMaintenanceWindow: text(settings, "maintenanceWindow", "sun:04:00-sun:04:30"),
    CopyTagsToSnapshot: yes(settings, "copyTagsToSnapshot"),
    AutoMinorVersionUpgrade: settings["autoMinorVersionUpgrade"] !== false,
    DeletionProtection: yes(settings, "deletionProtection"),
    MonitoringInterval: number(settings, "monitoringInterval", 0),
    MonitoringRoleArn: maybe(settings, "monitoringRoleArn"),
    PerformanceInsightsEnabled: yes(settings, "performanceInsightsEnabled"),
    PerformanceInsightsKMSKeyId: maybe(settings, "performanceInsightsKmsKeyId"),
    PerformanceInsightsRetentionPeriod: count(settings, "performanceInsightsRetentionPeriod"),
    EnabledCloudwatchLogsExports: { member: texts(settings, "enabledCloudwatchLogsExports") },
    LatestRestorableTime: latestRestorableTime,
    TagList: tagList(record(settings, "tags")),
  };
}

type Backup = { readonly status: string; readonly earliest: Date | undefined; readonly latest: Date | undefined };

/** An automated backup as https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstanceAutomatedBackup.html describes it. */
export function describeAutomatedBackup({ identifier, resourceId, settings, createdAt }: DbInstance, { status, earliest, latest }: Backup): Xml {
  return {
    DBInstanceArn: arn("db", identifier),
    DBInstanceAutomatedBackupsArn: `arn:aws:rds:eu-west-1:000000000000:auto-backup:ab-${resourceId.replace("db-", "").toLowerCase()}`,
    DBInstanceIdentifier: identifier,
    DbiResourceId: resourceId,
    Region: "eu-west-1",
    Status: status,
    RestoreWindow: latest === undefined ? undefined : { EarliestTime: earliest, LatestTime: latest },
    AllocatedStorage: number(settings, "allocatedStorage", 20),
    Port: number(settings, "port", 5432),
    InstanceCreateTime: createdAt,
    MasterUsername: text(settings, "username"),
    Engine: text(settings, "engine", "postgres"),
    EngineVersion: engineVersion(settings),
    OptionGroupName: text(settings, "optionGroupName", "default:postgres-17"),
    Encrypted: yes(settings, "storageEncrypted"),
    StorageType: text(settings, "storageType"),
    KmsKeyId: maybe(settings, "kmsKeyId"),
    IAMDatabaseAuthenticationEnabled: yes(settings, "iamDatabaseAuthenticationEnabled"),
    BackupRetentionPeriod: number(settings, "backupRetentionPeriod", 0),
  };
}

/** A snapshot as https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSnapshot.html describes it. */
export function describeSnapshot({ id, kind, instance, resourceId, status, createdAt, settings, tags }: Omit<DbSnapshot, "status"> & { readonly status: string }): Xml {
  return {
    DBSnapshotIdentifier: id,
    DBSnapshotArn: arn("snapshot", id),
    DBInstanceIdentifier: instance,
    DbiResourceId: resourceId,
    SnapshotType: kind,
    Status: status,
    PercentProgress: status === "creating" ? 0 : 100,
    SnapshotCreateTime: createdAt,
    OriginalSnapshotCreateTime: createdAt,
    Engine: text(settings, "engine", "postgres"),
    EngineVersion: engineVersion(settings),
    MasterUsername: text(settings, "username"),
    Port: number(settings, "port", 5432),
    AllocatedStorage: number(settings, "allocatedStorage", 20),
    StorageType: text(settings, "storageType"),
    Encrypted: yes(settings, "storageEncrypted"),
    KmsKeyId: maybe(settings, "kmsKeyId"),
    VpcId: "vpc-lab",
    TagList: tagList(tags),
  };
}

/** An event as https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Event.html describes it. */
export const describeEvent = ({ at, source, sourceType, categories, message }: DbEvent): Xml => ({
  SourceIdentifier: source,
  SourceType: sourceType,
  SourceArn: arn(sourceType === "db-instance" ? "db" : "snapshot", source),
  Message: message,
  EventCategories: { EventCategory: categories },
  Date: at,
});
