/** What RDS tells of an instance: all that a restored one must be given by hand, since the defaults are another database's. */
export type RdsInstance = {
  readonly identifier: string;
  /** Its own for ever, whatever it is renamed to. */
  readonly resourceId: string;
  readonly arn: string;
  readonly status: string;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly class: string;
  readonly engineVersion: string;
  readonly masterUser: string;
  readonly databaseName?: string | undefined;
  readonly storageType: string;
  readonly allocatedGb: number;
  readonly maxAllocatedGb?: number | undefined;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
  readonly encrypted: boolean;
  readonly kmsKey?: string | undefined;
  readonly multiAz: boolean;
  readonly zone?: string | undefined;
  readonly publiclyAccessible: boolean;
  readonly parameterGroup: string;
  readonly optionGroup?: string | undefined;
  readonly subnetGroup: string;
  readonly securityGroups: readonly string[];
  readonly caCertificate?: string | undefined;
  readonly iamAuthentication: boolean;
  readonly backupRetentionDays: number;
  readonly backupWindow?: string | undefined;
  readonly maintenanceWindow?: string | undefined;
  readonly copyTagsToSnapshot: boolean;
  readonly autoMinorVersionUpgrade: boolean;
  readonly deletionProtection: boolean;
  readonly monitoringSeconds: number;
  readonly monitoringRole?: string | undefined;
  readonly performanceInsights: boolean;
  readonly performanceInsightsKey?: string | undefined;
  readonly performanceInsightsDays?: number | undefined;
  readonly logExports: readonly string[];
  /** Point in time: up to here; undefined where backups are off. */
  readonly latestRestorableTime?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
};

/** A snapshot; `createdAt` is the provider's own time, it is what orders them, and AWS tells none before the copy has begun. */
export type RdsSnapshot = {
  readonly id: string;
  readonly instance: string;
  readonly kind: "automated" | "manual" | "other";
  readonly status: string;
  readonly createdAt?: string | undefined;
  readonly engineVersion: string;
  readonly allocatedGb: number;
  readonly encrypted: boolean;
  readonly tags: Readonly<Record<string, string>>;
};

/** An automated backup. What it was made of lives ("active"), or was deleted and its backup kept ("retained"); it can be restored to any time between the two. */
export type RdsAutomatedBackup = {
  readonly instance: string;
  readonly resourceId: string;
  readonly status: string;
  readonly earliest?: string | undefined;
  readonly latest?: string | undefined;
  readonly allocatedGb: number;
};

/** What AWS still has of an instance that may be deleted. */
export type RdsKept = { readonly backups: readonly RdsAutomatedBackup[]; readonly snapshots: readonly RdsSnapshot[] };

export type RdsEvent = { readonly at: string; readonly message: string };

/** All that the kit changes on an instance that lives: who may reach it, and whether it may be deleted. */
export type RdsChange = { readonly securityGroups?: readonly string[]; readonly deletionProtection?: boolean };
