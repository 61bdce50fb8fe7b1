import * as pulumi from "@pulumi/pulumi";
import { Instance } from "@pulumi/aws/rds/instance.js";
import { ParameterGroup } from "@pulumi/aws/rds/parameterGroup.js";
import { SubnetGroup } from "@pulumi/aws/rds/subnetGroup.js";
import type { Lifetime } from "../lifetime.ts";
import { resourceName } from "../naming.ts";
import { port } from "../passage.ts";
import { growthLimitGb, volumeGb } from "../sizing.ts";

/** Where a restore puts a fence: an `up --refresh` sees it, and would take it down again from a database that is broken. */
export const movedByRestores = ["vpcSecurityGroupIds"] as const;

const BACKUP_DAYS = 14;

/** The primary's PostgreSQL: what it holds, who owns it, and how long it must live. */
export type DatabaseArgs = {
  readonly service: string;
  readonly name: string;
  readonly masterUser: string;
  readonly masterPassword: pulumi.Output<string>;
  readonly instanceType: string;
  readonly dataGb: number;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
  readonly lifetime: Lifetime;
  /** AWS has it no more: only its groups are declared, which the one in its place stands on. */
  readonly deleted: boolean;
};

/** PostgreSQL on RDS: encrypted, in two zones, with point-in-time recovery. */
export class Database extends pulumi.ComponentResource {
  /** Undefined where it is deleted. */
  readonly instance: Instance | undefined;

  constructor(name: string, args: DatabaseArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:aws:Database", name, {}, options);
    const { keep } = args.lifetime;
    const parent = { parent: this };
    const called = resourceName(args.service, "database");
    const subnetGroup = new SubnetGroup(called, { name: called, subnetIds: [...args.subnetIds], tags: { Name: called } }, parent);
    const parameterGroup = new ParameterGroup(
      called,
      {
        name: called,
        family: "postgres17",
        parameters: [
          { name: "rds.force_ssl", value: "1" },
          { name: "idle_in_transaction_session_timeout", value: "600000" },
          { name: "log_lock_waits", value: "1" },
        ],
      },
      parent,
    );
    if (args.deleted) {
      this.instance = undefined;
      this.registerOutputs({});
      return;
    }
    const growth = growthLimitGb(args.dataGb);
    this.instance = new Instance(
      called,
      {
        identifier: called,
        engine: "postgres",
        engineVersion: "17",
        instanceClass: args.instanceType,
        dbName: args.name,
        username: args.masterUser,
        password: args.masterPassword,
        port: port.database,
        allocatedStorage: volumeGb(args.dataGb),
        ...(growth === undefined ? {} : { maxAllocatedStorage: growth }),
        storageType: "gp3",
        storageEncrypted: true,
        multiAz: true,
        publiclyAccessible: false,
        dbSubnetGroupName: subnetGroup.name,
        parameterGroupName: parameterGroup.name,
        vpcSecurityGroupIds: [args.securityGroupId],
        backupRetentionPeriod: BACKUP_DAYS,
        copyTagsToSnapshot: true,
        deleteAutomatedBackups: !keep,
        deletionProtection: keep,
        skipFinalSnapshot: !keep,
        ...(keep ? { finalSnapshotIdentifier: `${called}-final` } : {}),
        autoMinorVersionUpgrade: true,
        applyImmediately: false,
        performanceInsightsEnabled: true,
        tags: { Name: called },
      },
      { ...parent, protect: keep, ignoreChanges: [...movedByRestores] },
    );
    this.registerOutputs({ address: this.instance.address, port: this.instance.port });
  }
}
