import * as pulumi from "@pulumi/pulumi";
import { ReplicationGroup } from "@pulumi/aws/elasticache/replicationGroup.js";
import { SubnetGroup } from "@pulumi/aws/elasticache/subnetGroup.js";
import { resourceName } from "../naming.ts";
import { port } from "../passage.ts";

/** The primary's cache: how large, where, and how it is spoken to. */
export type CacheArgs = {
  readonly service: string;
  readonly instanceType: string;
  readonly tls: boolean;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
};

/** Valkey on ElastiCache, one node in each zone. It is never protected: a cache can always be filled again. */
export class Cache extends pulumi.ComponentResource {
  readonly address: pulumi.Output<string>;
  readonly port: number;

  constructor(name: string, args: CacheArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:aws:Cache", name, {}, options);
    const called = resourceName(args.service, "cache");
    const subnetGroup = new SubnetGroup(called, { name: called, subnetIds: [...args.subnetIds] }, { parent: this });
    const group = new ReplicationGroup(
      called,
      {
        replicationGroupId: called,
        description: `Sessions of ${args.service}`,
        engine: "valkey",
        engineVersion: "8.0",
        nodeType: args.instanceType,
        numCacheClusters: 2,
        automaticFailoverEnabled: true,
        multiAzEnabled: true,
        port: port.cache,
        subnetGroupName: subnetGroup.name,
        securityGroupIds: [args.securityGroupId],
        atRestEncryptionEnabled: true,
        // Off unless asked for: the application must then speak TLS to its cache on both sides.
        transitEncryptionEnabled: args.tls,
        applyImmediately: false,
        tags: { Name: called },
      },
      { parent: this },
    );
    this.address = group.primaryEndpointAddress;
    this.port = port.cache;
    this.registerOutputs({ address: this.address });
  }
}
