import type { RdsAutomatedBackup, RdsChange, RdsEvent, RdsInstance, RdsSnapshot } from "../../scripts/core/rds.ts";
import type { Rds } from "../../scripts/ports.ts";

/** A database as a company's `aws` stack makes it; overwrite what a test is about. */
export const rdsInstance = (more: Partial<RdsInstance> = {}): RdsInstance => ({
  identifier: "shop-database",
  resourceId: "db-ABCDEFGHIJKL",
  arn: "arn:aws:rds:eu-west-1:123456789012:db:shop-database",
  status: "available",
  address: "shop-database.c1.eu-west-1.rds.amazonaws.com",
  port: 5432,
  class: "db.t4g.medium",
  engineVersion: "17.5",
  masterUser: "master",
  databaseName: "shop",
  storageType: "gp3",
  allocatedGb: 40,
  maxAllocatedGb: 160,
  iops: 3000,
  throughput: 125,
  encrypted: true,
  kmsKey: "arn:aws:kms:eu-west-1:123456789012:key/k",
  multiAz: true,
  publiclyAccessible: false,
  parameterGroup: "shop-database",
  subnetGroup: "shop-database",
  securityGroups: ["sg-database"],
  caCertificate: "rds-ca-rsa2048-g1",
  iamAuthentication: false,
  backupRetentionDays: 14,
  backupWindow: "02:00-02:30",
  maintenanceWindow: "sun:03:00-sun:03:30",
  copyTagsToSnapshot: true,
  autoMinorVersionUpgrade: true,
  deletionProtection: true,
  monitoringSeconds: 0,
  performanceInsights: true,
  logExports: [],
  latestRestorableTime: "2026-11-25T01:00:00.000Z",
  tags: { Name: "shop-database" },
  ...more,
});

export const rdsSnapshot = (more: Partial<RdsSnapshot> = {}): RdsSnapshot => ({
  id: "rds:shop-database-2026-11-25-00-00",
  instance: "shop-database",
  kind: "automated",
  status: "available",
  createdAt: "2026-11-25T00:00:00.000Z",
  engineVersion: "17.5",
  allocatedGb: 40,
  encrypted: true,
  tags: {},
  ...more,
});

/** What AWS keeps of a database whose backups were to outlive it. */
export const keptBackup = (more: Partial<RdsAutomatedBackup> = {}): RdsAutomatedBackup => ({
  instance: "shop-database",
  resourceId: "db-ABCDEFGHIJKL",
  status: "retained",
  earliest: "2026-11-12T00:00:00.000Z",
  latest: "2026-11-25T01:00:00.000Z",
  allocatedGb: 40,
  ...more,
});

type Paper = { readonly backups?: readonly RdsAutomatedBackup[]; readonly instances?: readonly RdsInstance[]; readonly snapshots?: readonly RdsSnapshot[]; readonly events?: readonly RdsEvent[] };

/** An RDS in memory whose changes take effect at once and are written down. */
export function paperRds(paper: Paper = {}): Rds & { readonly changes: readonly (readonly [string, RdsChange])[] } {
  const instances = new Map((paper.instances ?? [rdsInstance()]).map((instance) => [instance.identifier, instance]));
  const snapshots = new Map((paper.snapshots ?? []).map((snapshot) => [snapshot.id, snapshot]));
  const changes: (readonly [string, RdsChange])[] = [];
  return {
    changes,
    instance: async (id) => instances.get(id),
    instances: async () => [...instances.values()],
    snapshots: async (instance) => [...snapshots.values()].filter((snapshot) => snapshot.instance === instance),
    kept: async (instance) => ({ backups: (paper.backups ?? []).filter((backup) => backup.instance === instance), snapshots: [...snapshots.values()].filter((snapshot) => snapshot.instance === instance) }),
    takeSnapshot: async ({ instance, id, tags }) => {
      const snapshot = rdsSnapshot({ id, instance, tags, kind: "manual", status: "creating" });
      snapshots.set(id, snapshot);
      return snapshot;
    },
    deleteSnapshot: async (id) => void snapshots.delete(id),
    events: async () => paper.events ?? [],
    parameters: async () => ({}),
    reboot: async () => undefined,
    modify: async (id, change) => {
      changes.push([id, change]);
      const was = instances.get(id);
      if (was !== undefined) instances.set(id, { ...was, ...change });
    },
  };
}
