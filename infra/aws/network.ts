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
    const vpc = new Vpc(called("network"), { cidrBlock: args.cidr, enableDnsSupport: true, enableDnsHostnames: true, ...tags("network") }, parent);

    const blocks = subnets(args.cidr, SUBNET_PREFIX, 4);
    const subnet = (role: string, zone: string, at: number) =>
      new Subnet(
        called(`${role}-${zone}`),
        { vpcId: vpc.id, cidrBlock: blocks[at] ?? "", availabilityZone: `${args.region}${zone}`, mapPublicIpOnLaunch: false, ...tags(`${role}-${zone}`) },
        parent,
      );
    const [one, two] = args.zones;
    const open = [subnet("public", one, 0), subnet("public", two, 1)] as const;
    const closed = [subnet("private", one, 2), subnet("private", two, 3)] as const;

    const internet = new InternetGateway(called("internet"), { vpcId: vpc.id, ...tags("internet") }, parent);
    const address = new Eip(called("nat"), { domain: "vpc", ...tags("nat") }, { ...parent, dependsOn: [internet] });
    const nat = new NatGateway(called("nat"), { allocationId: address.id, subnetId: open[0].id, ...tags("nat") }, { ...parent, dependsOn: [internet] });

    const outwards = new RouteTable(called("public"), { vpcId: vpc.id, routes: [{ cidrBlock: ANYWHERE, gatewayId: internet.id }], ...tags("public") }, parent);
    const inner = new RouteTable(called("private"), { vpcId: vpc.id, routes: [{ cidrBlock: ANYWHERE, natGatewayId: nat.id }], ...tags("private") }, parent);
    const routed = [[open[0], one, "public", outwards], [open[1], two, "public", outwards], [closed[0], one, "private", inner], [closed[1], two, "private", inner]] as const;
    for (const [{ id }, zone, role, table] of routed) {
      new RouteTableAssociation(called(`${role}-${zone}`), { subnetId: id, routeTableId: table.id }, parent);
    }
    // Objects go to S3 by this door, free of charge, and not through the address translation.
    new VpcEndpoint(
      called("s3"),
      { vpcId: vpc.id, serviceName: `com.amazonaws.${args.region}.s3`, vpcEndpointType: "Gateway", routeTableIds: [inner.id], ...tags("s3") },
      parent,
    );

    this.vpcId = vpc.id;
    this.publicSubnetIds = [open[0].id, open[1].id];
    this.privateSubnetIds = [closed[0].id, closed[1].id];
    this.registerOutputs({ vpcId: this.vpcId });
  }
}
