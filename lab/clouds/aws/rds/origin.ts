import { number, record, text } from "../../fields.ts";
import type { Fields } from "../../handler.ts";
import { RdsError } from "./rds-error.ts";

/** What a new instance is made of. */
export type Origin =
  | { readonly from: "nothing" }
  | { readonly from: "snapshot"; readonly snapshot: string }
  | { readonly from: "point-in-time"; readonly source: { readonly identifier?: string; readonly resourceId?: string }; readonly at: Date | "latest" };

/** Reads what the program asks for. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html */
export function originOf(inputs: Fields): Origin {
  const snapshot = text(inputs, "snapshotIdentifier");
  const point = record(inputs, "restoreToPointInTime");
  const asksForPoint = inputs["restoreToPointInTime"] !== undefined;
  if (snapshot !== "" && asksForPoint) throw new RdsError("InvalidParameterCombination", `"restore_to_point_in_time": conflicts with snapshot_identifier`);
  if (snapshot !== "") return { from: "snapshot", snapshot };
  if (!asksForPoint) return { from: "nothing" };
  const [identifier, resourceId, time] = [text(point, "sourceDbInstanceIdentifier"), text(point, "sourceDbiResourceId"), text(point, "restoreTime")];
  const latest = point["useLatestRestorableTime"] === true;
  if (latest === (time !== "")) throw new RdsError("InvalidParameterCombination", "Specify either RestoreTime or UseLatestRestorableTime, and not both.");
  if (identifier === "" && resourceId === "") throw new RdsError("InvalidParameterCombination", "Specify SourceDBInstanceIdentifier or SourceDbiResourceId.");
  const at = new Date(time);
  if (!latest && Number.isNaN(at.getTime())) throw new RdsError("InvalidParameterValue", `RestoreTime ${time} is not a time.`);
  return { from: "point-in-time", source: resourceId === "" ? { identifier } : { resourceId }, at: latest ? "latest" : at };
}

const SMALLEST_GP3_WITH_OWN_SPEED_GB = 400;
const ofItself = (settings: Fields): boolean => text(settings, "storageType") === "gp3" && number(settings, "allocatedStorage", 20) < SMALLEST_GP3_WITH_OWN_SPEED_GB;

/**
 * Nobody may say how fast a small gp3 volume is, not even what it is anyway, and one that may grow must have a tenth to spare.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage, https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
 */
export function refuseStorage(settings: Fields): void {
  const [allocated, limit] = [number(settings, "allocatedStorage", 20), number(settings, "maxAllocatedStorage", 0)];
  if (limit > 0 && limit * 10 < allocated * 11) throw new RdsError("InvalidParameterCombination", "The maximum allocated storage must be increased by at least 10 percent.");
  const isSaid = settings["iops"] !== undefined || settings["storageThroughput"] !== undefined;
  if (isSaid && ofItself(settings)) throw new RdsError("InvalidParameterCombination", `You can't specify IOPS or storage throughput for engine postgres and a storage size less than ${SMALLEST_GP3_WITH_OWN_SPEED_GB}.`);
}

/** What AWS tells of a volume's speed, whoever decided it. */
export const speedOf = (settings: Fields): Fields => ({ ...(ofItself(settings) ? { iops: 3000, storageThroughput: 125 } : {}), ...settings });

/** What RDS takes where the program says nothing, also of an instance that is restored: none of these come from the source. */
const defaults = {
  parameterGroupName: "default.postgres17",
  dbSubnetGroupName: "default",
  vpcSecurityGroupIds: ["sg-default"],
  multiAz: false,
  deletionProtection: false,
  copyTagsToSnapshot: false,
  publiclyAccessible: false,
  storageType: "gp3",
  tags: {},
} as const;

/** What a restored instance has of its source unless it is told otherwise. */
const inherited = ["allocatedStorage", "backupRetentionPeriod", "engineVersion", "port"];
/** What it has of its source whatever it is told. */
const fixed = ["dbName", "engine", "kmsKeyId", "storageEncrypted", "username"];

/**
 * The settings an instance comes to have. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RestoreFromSnapshot.html and
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html say which of them are the source's.
 */
export function settled(inputs: Fields, source?: Fields): Fields {
  const own = { engine: "postgres", engineVersion: "17", port: 5432, allocatedStorage: 20, backupRetentionPeriod: 0 };
  const taken = (names: readonly string[]): Fields => Object.fromEntries(names.flatMap((name) => (source?.[name] === undefined ? [] : [[name, source[name]]])));
  return { ...defaults, ...own, ...taken(inherited), ...withoutOrigin(inputs), ...taken(fixed) };
}

/** What describes an instance once it is made: neither what it was made of nor a password. */
export function withoutOrigin(inputs: Fields): Fields {
  const { password: _, passwordWo: __, snapshotIdentifier: ___, restoreToPointInTime: ____, ...rest } = inputs;
  return rest;
}
