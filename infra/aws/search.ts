import * as pulumi from "@pulumi/pulumi";
import { Domain } from "@pulumi/aws/opensearch/domain.js";
import type { Lifetime } from "../lifetime.ts";
import { resourceName } from "../naming.ts";

/** The primary's search: how large, where, and how long it must live. */
export type SearchArgs = {
  readonly service: string;
  readonly instanceType: string;
  readonly volumeGb: number;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
  readonly lifetime: Lifetime;
};

/** An OpenSearch domain inside the network, one node in each zone; whoever passes its wall may use it. */
export class Search extends pulumi.ComponentResource {
  readonly endpoint: pulumi.Output<string>;

  constructor(name: string, args: SearchArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:aws:Search", name, {}, options);
    const called = resourceName(args.service, "search");
    const domain = new Domain(
      called,
      {
        domainName: called,
        engineVersion: "OpenSearch_2.19",
        clusterConfig: { instanceType: args.instanceType, instanceCount: 2, zoneAwarenessEnabled: true, zoneAwarenessConfig: { availabilityZoneCount: 2 } },
        ebsOptions: { ebsEnabled: true, volumeType: "gp3", volumeSize: args.volumeGb },
        vpcOptions: { subnetIds: [...args.subnetIds], securityGroupIds: [args.securityGroupId] },
        encryptAtRest: { enabled: true },
        nodeToNodeEncryption: { enabled: true },
        domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-2019-07" },
        accessPolicies: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "es:ESHttp*", Resource: "*" }] }),
        tags: { Name: called },
      },
      { parent: this, protect: args.lifetime.keep },
    );
    this.endpoint = domain.endpoint;
    this.registerOutputs({ endpoint: this.endpoint });
  }
}
