import * as pulumi from "@pulumi/pulumi";
import { Bucket, type BucketArgs } from "@pulumi/gcp/storage/bucket.js";
import { bucketName } from "../naming.ts";

const DAY_SECONDS = 24 * 60 * 60;
const SOFT_DELETE_DAYS = 30;
const OLD_VERSION_DAYS = 90;

/** How long nobody can delete an object, and whether anybody could ever shorten that. */
export type Retention =
  | { readonly days: number; readonly locked: true }
  | { readonly days: number; readonly locked: false; readonly because: string };

/** Where the archive stands, and how long its records are safe from everyone. */
export type ArchiveArgs = { readonly service: string; readonly project: string; readonly region: string; readonly retention: Retention };

/** The four buckets that a failover lives on; none can be made public, and none goes with its stack. */
export class Archive extends pulumi.ComponentResource {
  readonly exports: pulumi.Output<string>;
  readonly journal: pulumi.Output<string>;
  readonly objects: pulumi.Output<string>;
  readonly leases: pulumi.Output<string>;

  constructor(name: string, args: ArchiveArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:standby:Archive", name, {}, options);
    const { days, locked } = args.retention;
    const retained = { retentionPolicy: { retentionPeriod: String(days * DAY_SECONDS), isLocked: locked } };
    const bucket = (role: string, guards: Omit<BucketArgs, "location">) => {
      const called = bucketName(args.project, args.service, role);
      return new Bucket(
        called,
        {
          name: called,
          project: args.project,
          location: args.region.toUpperCase(),
          uniformBucketLevelAccess: true,
          publicAccessPrevention: "enforced",
          forceDestroy: false,
          ...guards,
        },
        { parent: this, protect: true },
      ).name;
    };
    this.exports = bucket("exports", retained);
    this.journal = bucket("journal", retained);
    this.objects = bucket("objects", {
      versioning: { enabled: true },
      softDeletePolicy: { retentionDurationSeconds: SOFT_DELETE_DAYS * DAY_SECONDS },
      lifecycleRules: [{ action: { type: "Delete" }, condition: { daysSinceNoncurrentTime: OLD_VERSION_DAYS } }],
    });
    // A lease is replaced every few seconds; keeping the old ones would only cost money.
    this.leases = bucket("leases", { softDeletePolicy: { retentionDurationSeconds: 0 } });
    this.registerOutputs({ exports: this.exports, journal: this.journal, objects: this.objects, leases: this.leases });
  }
}
