import { createHash } from "node:crypto";
import { text } from "../fields.ts";
import type { Wanted } from "../handler.ts";

const account = "000000000000";

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html: a prefix and 17 hexadecimal digits.
const idPrefixes = new Map([
  ["aws:ec2/eip:Eip", "eipalloc"],
  ["aws:ec2/instance:Instance", "i"],
  ["aws:ec2/internetGateway:InternetGateway", "igw"],
  ["aws:ec2/natGateway:NatGateway", "nat"],
  ["aws:ec2/route:Route", "r-rtb"],
  ["aws:ec2/routeTable:RouteTable", "rtb"],
  ["aws:ec2/routeTableAssociation:RouteTableAssociation", "rtbassoc"],
  ["aws:ec2/securityGroup:SecurityGroup", "sg"],
  ["aws:ec2/securityGroupRule:SecurityGroupRule", "sgrule"],
  ["aws:ec2/subnet:Subnet", "subnet"],
  ["aws:ec2/vpc:Vpc", "vpc"],
  ["aws:ec2/vpcEndpoint:VpcEndpoint", "vpce"],
  ["aws:lb/targetGroupAttachment:TargetGroupAttachment", "attachment"],
  ["aws:rds/instance:Instance", "db"],
  ["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "sgr"],
  ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "sgr"],
]);

// Types whose id is their ARN, and the kind of thing the ARN names.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
const arnKinds = new Map([
  ["aws:iam/policy:Policy", "policy"],
  ["aws:lb/listener:Listener", "listener/app"],
  ["aws:lb/loadBalancer:LoadBalancer", "loadbalancer/app"],
  ["aws:lb/targetGroup:TargetGroup", "targetgroup"],
]);

/** Hexadecimal digits that follow from what a thing is and is called, so that creating it twice gives one id. */
export function digits({ type, name, urn }: Pick<Wanted, "type" | "name" | "urn">, length = 17): string {
  return createHash("sha256")
    .update(JSON.stringify([type, name, urn]))
    .digest("hex")
    .slice(0, length);
}

/** The id AWS would give; for some types it is the ARN. Things without a prefix of their own go by their name. */
export function awsIdentity(wanted: Wanted): { readonly id: string; readonly arn?: string } {
  const prefix = idPrefixes.get(wanted.type);
  if (prefix !== undefined) return { id: `${prefix}-${digits(wanted)}` };
  const kind = arnKinds.get(wanted.type);
  if (kind === undefined) return { id: wanted.name };
  const service = wanted.type.startsWith("aws:lb/") ? "elasticloadbalancing" : "iam";
  const region = service === "iam" ? "" : text(wanted.config, "region", "eu-west-1");
  const arn = `arn:aws:${service}:${region}:${account}:${kind}/${wanted.name}/${digits(wanted, 16)}`;
  return { id: arn, arn };
}
