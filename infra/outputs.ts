import { z } from "zod";

const machine = z.object({ name: z.string().min(1), address: z.string().min(1) });
const endpoint = z.object({ address: z.string().min(1), port: z.number().int().positive() });
const objects = z.object({ bucket: z.string().min(1) });

/** What the `aws` stack tells: where the primary's machines and managed services answer. */
export const awsOutputs = z.object({
  app: z.array(machine).min(1),
  exporter: machine,
  loadBalancer: z.object({ dnsName: z.string().min(1) }),
  database: endpoint.extend({ name: z.string().min(1), masterUser: z.string().min(1) }),
  cache: endpoint,
  objects,
  /** Only if there is a search domain: its name, which answers over HTTPS. */
  search: z.object({ endpoint: z.string().min(1) }).optional(),
  /** Only if Google's transfer account may read the objects: what the `standby` stack must be told. */
  transfer: z.object({ roleArn: z.string().min(1), queueArn: z.string().min(1) }).optional(),
  /** A security group that lets nobody in: what a broken database is fenced with. Absent from a stack brought up by an earlier kit. */
  fence: z.object({ securityGroupId: z.string().min(1) }).optional(),
  /** Where a temporary instance stands, and who may reach it. Absent from a stack brought up by an earlier kit. */
  exporterSide: z.object({ vpcId: z.string().min(1), securityGroupId: z.string().min(1) }).optional(),
});

/** What the `standby` stack tells: the parts that the mirror is later built on. */
export const standbyOutputs = z.object({
  network: z.string().min(1),
  subnetwork: z.string().min(1),
  address: z.string().min(1),
  buckets: z.object({
    exports: z.string().min(1),
    journal: z.string().min(1),
    objects: z.string().min(1),
    leases: z.string().min(1),
  }),
  appServiceAccount: z.string().min(1),
  databaseServiceAccount: z.string().min(1),
  /** Only a verification needs it: a failover stands on an older `standby` as well. */
  verifierServiceAccount: z.string().min(1).optional(),
  /** The machine that looks at every backup; left out when the stack's file names none. */
  warden: machine.optional(),
  searchServiceAccount: z.string().min(1).optional(),
  /** Only where the AWS account is told: what the exporter's GOOGLE_APPLICATION_CREDENTIALS names; it holds no secret. */
  exporterCredential: z.string().min(1).optional(),
  /** The subnet has its way to the internet already, for the warden's sake: it can have no other beside it. */
  exit: z.literal(true).optional(),
});

/** What the `gcp` stack tells: the mirror's machines, which hold no data until a run restores it. */
export const gcpOutputs = z.object({
  database: machine,
  app: z.array(machine).min(1),
  cache: machine,
  search: z.exactOptional(machine),
  loadBalancer: z.object({ address: z.string().min(1) }),
  objects,
  holdsData: z.literal(false),
  next: z.string().min(1),
});

/** What the `dns` stack tells: which side is active, and the records that a cutover moves. */
export const dnsOutputs = z.object({
  active: z.enum(["aws", "gcp"]),
  zoneId: z.string().min(1),
  records: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string().min(1),
      type: z.enum(["A", "CNAME"]),
      content: z.string().min(1),
      proxied: z.boolean(),
      ttl: z.number().int().positive(),
    }),
  ),
});

/** What the `verify` stack tells: the one machine that an export is restored on to prove it. */
export const verifyOutputs = z.object({ database: machine });
const text = z.string().min(1);

/** One restore as a run writes it into Pulumi.restore.yaml and the stack makes it: where its data come from, and every fact of the one it stands in for. */
export const restoreEntry = z.strictObject({
  /** The run that asked for it; it names the resource for good. */
  run: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, "must be a run's name"),
  identifier: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, "must be an identifier that RDS takes"),
  /** It has been moved into the `aws` stack: the entry stays for the record, and makes nothing here any more. */
  adopted: z.literal(true).optional(),
  source: z.union([
    z.strictObject({ snapshot: text }),
    /** With its resource id, by which alone AWS finds what it kept of an instance that is deleted. */
    z.strictObject({ instance: text, resourceId: text.optional(), pointInTime: z.union([z.literal("latest"), z.iso.datetime()]) }),
  ]),
  class: text,
  engineVersion: text,
  port: z.int().positive(),
  storageType: text,
  allocatedGb: z.int().positive(),
  maxAllocatedGb: z.int().positive().optional(),
  iops: z.int().positive().optional(),
  throughput: z.int().positive().optional(),
  encrypted: z.boolean(),
  kmsKey: text.optional(),
  multiAz: z.boolean(),
  publiclyAccessible: z.boolean(),
  parameterGroup: text,
  optionGroup: text.optional(),
  subnetGroup: text,
  securityGroups: z.array(text).min(1),
  caCertificate: text.optional(),
  iamAuthentication: z.boolean(),
  backupRetentionDays: z.int().nonnegative(),
  backupWindow: text.optional(),
  maintenanceWindow: text.optional(),
  copyTagsToSnapshot: z.boolean(),
  autoMinorVersionUpgrade: z.boolean(),
  monitoringSeconds: z.int().nonnegative(),
  monitoringRole: text.optional(),
  performanceInsights: z.boolean(),
  performanceInsightsKey: text.optional(),
  performanceInsightsDays: z.int().positive().optional(),
  logExports: z.array(text),
  tags: z.record(z.string(), z.string()),
});

/** What the `restore` stack tells: where each restored database answers, by the run that asked for it. */
export const restoreOutputs = z.object({
  restores: z.record(z.string(), z.object({ identifier: text, resourceId: text, address: text, port: z.number().int().positive() })),
});

/** What the `export-snapshot` stack tells: where the instance made from a snapshot answers. */
export const exportSnapshotOutputs = z.object({ instance: z.object({ identifier: text, resourceId: text, address: text, port: z.int().positive() }) });

/** The parsed outputs of the `export-snapshot` stack. */
export type ExportSnapshotOutputs = z.infer<typeof exportSnapshotOutputs>;

/** One restore, as it stands in the stack's file. */
export type RestoreEntry = z.infer<typeof restoreEntry>;

/** The parsed outputs of the `restore` stack. */
export type RestoreOutputs = z.infer<typeof restoreOutputs>;

/** The parsed outputs of the `aws` stack. */
export type AwsOutputs = z.infer<typeof awsOutputs>;

/** The parsed outputs of the `standby` stack. */
export type StandbyOutputs = z.infer<typeof standbyOutputs>;

/** The parsed outputs of the `gcp` stack. */
export type GcpOutputs = z.infer<typeof gcpOutputs>;

/** The parsed outputs of the `dns` stack. */
export type DnsOutputs = z.infer<typeof dnsOutputs>;

/** The parsed outputs of the `verify` stack. */
export type VerifyOutputs = z.infer<typeof verifyOutputs>;
