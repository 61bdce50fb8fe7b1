import * as pulumi from "@pulumi/pulumi";
import { Disk } from "@pulumi/gcp/compute/disk.js";
import type { Lifetime } from "../lifetime.ts";
import { resourceName } from "../naming.ts";
import { volumeGb } from "../sizing.ts";
import { Host, type Site } from "./host.ts";

/** The mirror's database machine: how much it must hold, and how long it must live. */
export type DatabaseArgs = {
  readonly site: Site;
  readonly machineType: string;
  readonly dataGb: number;
  readonly serviceAccount: pulumi.Input<string>;
  readonly lifetime: Lifetime;
};

/** A machine for PostgreSQL with a disk of its own, empty until a run restores into it. */
export class Database extends pulumi.ComponentResource {
  readonly hostName: string;
  readonly address: pulumi.Output<string>;

  constructor(name: string, args: DatabaseArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:gcp:Database", name, {}, options);
    const { site, lifetime } = args;
    const called = resourceName(site.prefix, "data");
    const disk = new Disk(
      called,
      { name: called, project: site.project, zone: site.zone, type: "pd-ssd", size: volumeGb(args.dataGb) },
      { parent: this, protect: lifetime.keep },
    );
    const host = new Host(
      "database-host",
      {
        site,
        role: "database",
        part: "database",
        machineType: args.machineType,
        serviceAccount: args.serviceAccount,
        dataDisk: disk.id,
        lifetime,
      },
      { parent: this },
    );
    this.hostName = host.hostName;
    this.address = host.address;
    this.registerOutputs({ address: this.address });
  }
}
