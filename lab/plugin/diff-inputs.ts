import { defaultsKey, wasAutonamed } from "./autoname.ts";
import { nameInput } from "./name-input.ts";
import type { Shape } from "./sdk-shape.ts";
import { reveal, sameValue, type Properties } from "./wire.ts";

export type Difference = {
  readonly changed: readonly string[];
  readonly replacing: readonly string[];
  readonly deleteFirst: boolean;
};

// What cannot be changed in place, for the types a company's machines and data live in. The real providers know many more.
const fixedAtCreation = new Map<string, readonly string[]>([
  ["aws:ec2/instance:Instance", ["ami", "availabilityZone", "keyName", "privateIp", "subnetId"]],
  ["aws:ec2/keyPair:KeyPair", ["publicKey"]],
  ["aws:ec2/subnet:Subnet", ["availabilityZone", "cidrBlock", "vpcId"]],
  ["aws:ec2/vpc:Vpc", ["cidrBlock"]],
  ["aws:elasticache/replicationGroup:ReplicationGroup", ["port", "subnetGroupName"]],
  ["aws:lb/listener:Listener", ["loadBalancerArn"]],
  ["aws:lb/targetGroup:TargetGroup", ["port", "protocol", "vpcId"]],
  ["aws:lb/targetGroupAttachment:TargetGroupAttachment", ["port", "targetGroupArn", "targetId"]],
  ["aws:rds/instance:Instance", ["dbName", "dbSubnetGroupName", "engine", "restoreToPointInTime", "snapshotIdentifier", "username"]],
  ["cloudflare:index/dnsRecord:DnsRecord", ["zoneId"]],
  ["gcp:compute/instance:Instance", ["bootDisk", "networkInterfaces"]],
  ["gcp:storage/bucket:Bucket", ["location"]],
]);
const fixedInEveryType: Readonly<Record<string, readonly string[]>> = {
  aws: ["region"],
  gcp: ["network", "project", "region", "subnetwork", "zone"],
};

/** Compares two sets of inputs: what changed, what of it needs another resource, and whether the old one must go first. */
export function diffInputs(type: string, shape: Shape, olds: Properties, news: Properties): Difference {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)].filter((name) => !name.startsWith("__")));
  const changed = [...names].filter((name) => !sameValue(reveal(olds[name] ?? null), reveal(news[name] ?? null))).sort();
  const property = shape.inputs.has(nameInput(type)) ? nameInput(type) : undefined;
  const fixed = [...(fixedAtCreation.get(type) ?? []), ...(fixedInEveryType[type.split(":")[0] ?? ""] ?? []), property];
  const replacing = changed.filter((name) => fixed.includes(name));
  // Two things of one name cannot stand side by side; a name made by the provider gets a new suffix on replacement.
  const sameName = property === undefined || (!changed.includes(property) && !wasAutonamed(olds, property));
  return { changed, replacing, deleteFirst: replacing.length > 0 && sameName };
}

/** What a program may be told at preview of an update: old outputs, with the inputs that changed. */
export function previewUpdate(oldOutputs: Properties, olds: Properties, news: Properties): Properties {
  const changed = Object.entries(news).filter(([name, value]) => name !== defaultsKey && !sameValue(olds[name], value));
  return { ...oldOutputs, ...Object.fromEntries(changed) };
}
