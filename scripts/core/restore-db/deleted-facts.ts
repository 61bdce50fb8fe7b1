import { z } from "zod";
import type { RdsInstance } from "../rds.ts";

const text = z.string().min(1);
const count = z.int().positive();
const atLeastNone = z.int().nonnegative();
const texts = z.array(text);
/** Pulumi keeps a secret as an object of this mark and its cipher: a value that nobody here can read. */
const COVERED = "4dabf18193072939515e22adb298388d";
const tags = z.record(z.string(), z.string()).refine((value) => !(COVERED in value));

type Fact = {
  readonly is: z.ZodType;
  /** What Pulumi's provider calls it; the first that is there counts. */
  readonly inState: readonly string[];
  /** Without it no instance can be made like the old one. */
  readonly needed?: true;
};

/** Every fact of an instance that a restored one is given, or by which it was known. */
export const deletedFacts = {
  class: { is: text, inState: ["instanceClass"], needed: true },
  engineVersion: { is: text, inState: ["engineVersionActual", "engineVersion"], needed: true },
  storageType: { is: text, inState: ["storageType"], needed: true },
  allocatedGb: { is: count, inState: ["allocatedStorage"], needed: true },
  maxAllocatedGb: { is: count, inState: ["maxAllocatedStorage"] },
  iops: { is: count, inState: ["iops"] },
  throughput: { is: count, inState: ["storageThroughput"] },
  encrypted: { is: z.boolean(), inState: ["storageEncrypted"], needed: true },
  kmsKey: { is: text, inState: ["kmsKeyId"] },
  multiAz: { is: z.boolean(), inState: ["multiAz"], needed: true },
  publiclyAccessible: { is: z.boolean(), inState: ["publiclyAccessible"], needed: true },
  parameterGroup: { is: text, inState: ["parameterGroupName"], needed: true },
  optionGroup: { is: text, inState: ["optionGroupName"] },
  subnetGroup: { is: text, inState: ["dbSubnetGroupName"], needed: true },
  securityGroups: { is: texts.min(1), inState: ["vpcSecurityGroupIds"], needed: true },
  caCertificate: { is: text, inState: ["caCertIdentifier"] },
  iamAuthentication: { is: z.boolean(), inState: ["iamDatabaseAuthenticationEnabled"], needed: true },
  backupRetentionDays: { is: atLeastNone, inState: ["backupRetentionPeriod"], needed: true },
  backupWindow: { is: text, inState: ["backupWindow"] },
  maintenanceWindow: { is: text, inState: ["maintenanceWindow"] },
  copyTagsToSnapshot: { is: z.boolean(), inState: ["copyTagsToSnapshot"], needed: true },
  autoMinorVersionUpgrade: { is: z.boolean(), inState: ["autoMinorVersionUpgrade"], needed: true },
  monitoringSeconds: { is: atLeastNone, inState: ["monitoringInterval"], needed: true },
  monitoringRole: { is: text, inState: ["monitoringRoleArn"] },
  performanceInsights: { is: z.boolean(), inState: ["performanceInsightsEnabled"], needed: true },
  performanceInsightsKey: { is: text, inState: ["performanceInsightsKmsKeyId"] },
  performanceInsightsDays: { is: count, inState: ["performanceInsightsRetentionPeriod"] },
  logExports: { is: texts, inState: ["enabledCloudwatchLogsExports"], needed: true },
  tags: { is: tags, inState: ["tags"], needed: true },
  port: { is: count, inState: ["port"] },
  resourceId: { is: text, inState: ["resourceId"] },
  arn: { is: z.templateLiteral(["arn:", z.string()]), inState: ["arn"] },
  address: { is: text, inState: ["address"] },
  masterUser: { is: text, inState: ["username"] },
  databaseName: { is: text, inState: ["dbName"] },
} as const satisfies { readonly [Name in keyof RdsInstance]?: Fact };

export type FactName = keyof typeof deletedFacts;
const facts: Readonly<Record<FactName, Fact>> = deletedFacts;

/** The names of all of them. */
export const factNames = Object.keys(facts) as readonly FactName[];

/** Those without which nothing can be made. */
export const neededFacts = factNames.filter((name) => facts[name].needed === true);

/** A fact as somebody tells it; undefined if it is not told, or not such a thing. */
export const factIn = (name: FactName, told: unknown): unknown => {
  const read = facts[name].is.safeParse(told);
  return read.success ? read.data : undefined;
};

/** A resource's properties, as Pulumi's state has them, under our names. */
export const factsOfState = (properties: Readonly<Record<string, unknown>>): Readonly<Partial<Record<FactName, unknown>>> =>
  Object.fromEntries(factNames.map((name) => [name, facts[name].inState.map((called) => properties[called]).find((value) => value !== undefined && value !== null && value !== "")]));

/** What a person types as a fact: `name=value`, lists and tags with commas; undefined where it is none. */
export function factTyped(typed: string): { readonly name: FactName; readonly value: unknown } | undefined {
  const at = typed.indexOf("=");
  const [name, value] = [typed.slice(0, at), typed.slice(at + 1)];
  if (at < 0 || !isFact(name)) return undefined;
  const listed = value === "" ? [] : value.split(",");
  const readings: readonly unknown[] = [
    value,
    ...(/^\d+$/.test(value) ? [Number(value)] : []),
    ...(value === "true" || value === "yes" ? [true] : value === "false" || value === "no" ? [false] : []),
    listed,
    ...(listed.every((pair) => pair.includes("=")) ? [Object.fromEntries(listed.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]))] : []),
  ];
  const read = readings.map((reading) => factIn(name, reading)).find((reading) => reading !== undefined);
  return read === undefined ? undefined : { name, value: read };
}

const isFact = (name: string): name is FactName => Object.hasOwn(facts, name);
