import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { handle } from "../../../lab/clouds/cloud.ts";
import type { Fields } from "../../../lab/clouds/handler.ts";
import { findClass } from "../../../lab/plugin/sdk-class.ts";
import { paperLab } from "./paper-lab.ts";

const wanted: readonly (readonly [string, Fields])[] = [
  ["aws:ec2/instance:Instance", { ami: "ami-1" }],
  ["aws:ec2/securityGroup:SecurityGroup", { name: "x" }],
  ["aws:elasticache/replicationGroup:ReplicationGroup", { replicationGroupId: "x" }],
  ["aws:lb/listener:Listener", { port: 80 }],
  ["aws:lb/loadBalancer:LoadBalancer", { name: "x" }],
  ["aws:rds/instance:Instance", { identifier: "x", username: "master", password: "password", dbName: "shop" }],
  ["gcp:compute/address:Address", { name: "x" }],
  ["gcp:compute/globalAddress:GlobalAddress", { name: "x" }],
  ["gcp:compute/globalForwardingRule:GlobalForwardingRule", { name: "x" }],
  ["gcp:compute/instance:Instance", { name: "x", networkInterfaces: [{}] }],
  ["gcp:compute/instanceGroup:InstanceGroup", { name: "x", instances: [] }],
  ["gcp:storage/transferJob:TransferJob", { description: "x" }],
  ["gcp:serviceaccount/account:Account", { accountId: "x" }],
];

describe("what a stand-in of the clouds gives back", () => {
  // An output the SDK's class does not declare never reaches a program: a misspelt one would be a silent gap.
  it.each(wanted)("for %s goes by names the SDK declares", async (type, inputs) => {
    const [pkg = ""] = type.split(":");
    const sdk = findClass(join(import.meta.dirname, "../../../node_modules/@pulumi", pkg), type);
    const { outputs } = await handle(
      "create",
      pkg,
      { type, name: "x", urn: "urn", inputs, config: pkg === "gcp" ? { project: "p" } : {} },
      paperLab(),
    );
    const declared = new Set([...(sdk?.inputs ?? []), ...(sdk?.computed ?? []), "region", "zone", "project"]);
    expect(Object.keys(outputs).filter((name) => !declared.has(name))).toEqual([]);
  });
});
