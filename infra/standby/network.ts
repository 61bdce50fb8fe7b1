import * as pulumi from "@pulumi/pulumi";
import { Network as Vpc } from "@pulumi/gcp/compute/network.js";
import { Subnetwork } from "@pulumi/gcp/compute/subnetwork.js";
import { resourceName } from "../naming.ts";

/** Where the mirror's network will lie. */
export type NetworkArgs = { readonly service: string; readonly project: string; readonly region: string; readonly cidr: string };

/** An empty network that costs nothing: machines in it reach Google's own services without a way to the internet. */
export class Network extends pulumi.ComponentResource {
  readonly networkId: pulumi.Output<string>;
  readonly subnetworkId: pulumi.Output<string>;

  constructor(name: string, args: NetworkArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:standby:Network", name, {}, options);
    const called = resourceName(args.service, "mirror");
    const network = new Vpc(
      called,
      { name: called, project: args.project, autoCreateSubnetworks: false, routingMode: "REGIONAL" },
      { parent: this },
    );
    const subnetwork = new Subnetwork(
      called,
      {
        name: called,
        project: args.project,
        region: args.region,
        network: network.id,
        ipCidrRange: args.cidr,
        privateIpGoogleAccess: true,
      },
      { parent: this },
    );
    this.networkId = network.id;
    this.subnetworkId = subnetwork.id;
    this.registerOutputs({ networkId: this.networkId, subnetworkId: this.subnetworkId });
  }
}
