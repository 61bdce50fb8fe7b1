import * as pulumi from "@pulumi/pulumi";
import { Eip } from "@pulumi/aws/ec2/eip.js";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway.js";
import { NatGateway } from "@pulumi/aws/ec2/natGateway.js";
import { RouteTable } from "@pulumi/aws/ec2/routeTable.js";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation.js";
import { Subnet } from "@pulumi/aws/ec2/subnet.js";
import { Vpc } from "@pulumi/aws/ec2/vpc.js";
import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint.js";
import { subnets } from "../cidr.ts";
import { resourceName } from "../naming.ts";

const SUBNET_PREFIX = 20;
const ANYWHERE = "0.0.0.0/0";

/** Where the primary's network lies. */
export type NetworkArgs = {
  readonly service: string;
  readonly region: string;
  readonly zones: readonly [string, string];
  readonly cidr: string;
};

type Exit = { readonly gatewayId: pulumi.Input<string> } | { readonly natGatewayId: pulumi.Input<string> };

/** A VPC over two zones: in each a public subnet for the load balancer and a private one for all the rest. */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: readonly [pulumi.Output<string>, pulumi.Output<string>];
  readonly privateSubnetIds: readonly [pulumi.Output<string>, pulumi.Output<string>];

  constructor(name: string, args: NetworkArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:aws:Network", name, {}, options);
    const parent = { parent: this };
    const called = (role: string) => resourceName(args.service, role);
    const tags = (role: string) => ({ tags: { Name: called(role) } });
    const vpc = new Vpc(
      called("network"),
      { cidrBlock: args.cidr, enableDnsSupport: true, enableDnsHostnames: true, ...tags("network") },
      parent,
    );
    const table = (role: string, out: Exit) =>
      new RouteTable(called(role), { vpcId: vpc.id, routes: [{ cidrBlock: ANYWHERE, ...out }], ...tags(role) }, parent);
    const subnet = (role: string, zone: string, cidrBlock: string, routeTableId: pulumi.Input<string>) => {
      const name = `${role}-${zone}`;
      const { id } = new Subnet(
        called(name),
        { vpcId: vpc.id, cidrBlock, availabilityZone: `${args.region}${zone}`, mapPublicIpOnLaunch: false, ...tags(name) },
        parent,
      );
      new RouteTableAssociation(called(name), { subnetId: id, routeTableId }, parent);
      return id;
    };
    const [one, two] = args.zones;
    const [openOne = "", openTwo = "", closedOne = "", closedTwo = ""] = subnets(args.cidr, SUBNET_PREFIX, 4);

    const internet = new InternetGateway(called("internet"), { vpcId: vpc.id, ...tags("internet") }, parent);
    const outer = table("public", { gatewayId: internet.id });
    const open = [subnet("public", one, openOne, outer.id), subnet("public", two, openTwo, outer.id)] as const;

    const reachable = { ...parent, dependsOn: [internet] };
    const address = new Eip(called("nat"), { domain: "vpc", ...tags("nat") }, reachable);
    const nat = new NatGateway(called("nat"), { allocationId: address.id, subnetId: open[0], ...tags("nat") }, reachable);
    const inner = table("private", { natGatewayId: nat.id });
    const closed = [subnet("private", one, closedOne, inner.id), subnet("private", two, closedTwo, inner.id)] as const;

    // Objects go to S3 by this door, free of charge, and not through the address translation.
    const serviceName = `com.amazonaws.${args.region}.s3`;
    new VpcEndpoint(
      called("s3"),
      { vpcId: vpc.id, serviceName, vpcEndpointType: "Gateway", routeTableIds: [inner.id], ...tags("s3") },
      parent,
    );

    this.vpcId = vpc.id;
    this.publicSubnetIds = open;
    this.privateSubnetIds = closed;
    this.registerOutputs({ vpcId: this.vpcId });
  }
}
