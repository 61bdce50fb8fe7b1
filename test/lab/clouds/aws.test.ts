import { beforeEach, describe, expect, it } from "vitest";
import { handle } from "../../../lab/clouds/cloud.ts";
import type { Fields } from "../../../lab/clouds/handler.ts";
import { paperLab, type PaperLab } from "./paper-lab.ts";

let lab: PaperLab;
beforeEach(() => {
  lab = paperLab();
});

const create = (type: string, name: string, inputs: Fields) =>
  handle("create", "aws", { type, name, urn: `urn:pulumi:aws::p::${type}::${name}`, inputs }, lab);
const machine = (name: string) =>
  create("aws:ec2/instance:Instance", name, { ami: "ami-1", instanceType: "t3.small", keyName: "operators" });
const keyPair = () => create("aws:ec2/keyPair:KeyPair", "keys", { keyName: "operators", publicKey: "ssh-ed25519 AAAA" });

describe("an EC2 instance", () => {
  it("becomes a host of its own on the aws network with the key pair's key", async () => {
    await keyPair();
    const [one, two] = [await machine("app-1"), await machine("app-2")];
    expect(lab.specs.get("aws-app-1")).toEqual({ name: "aws-app-1", network: "aws", authorizedKeys: ["ssh-ed25519 AAAA"] });
    expect(one.outputs["privateIp"]).not.toBe(two.outputs["privateIp"]);
  });

  it("has an id as EC2 gives it, the same one however often it is created", async () => {
    await keyPair();
    const { id } = await machine("app-1");
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html
    expect(id).toMatch(/^i-[0-9a-f]{17}$/);
    expect((await machine("app-1")).id).toBe(id);
    expect(lab.hosts.list()).toHaveLength(1);
  });

  it("is refused when its key pair does not exist", async () => {
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    await expect(machine("app-1")).rejects.toThrow("InvalidKeyPair.NotFound");
  });

  it("is gone for a refresh once its host is gone, and deleted with its host", async () => {
    await keyPair();
    const { id } = await machine("app-1");
    const ask = (verb: "read" | "delete") => handle(verb, "aws", { type: "aws:ec2/instance:Instance", name: "app-1", id, inputs: {} }, lab);
    expect((await ask("read")).id).toBe(id);
    await ask("delete");
    expect(lab.hosts.find("aws-app-1")).toBeUndefined();
    expect(await ask("read")).toEqual({ id: "", outputs: {} });
  });
});

describe("an application load balancer", () => {
  const config = () => lab.files.get("aws-lb-shop:/etc/nginx/nginx.conf") ?? "";
  const balancer = async () => {
    const { id: balancerArn } = await create("aws:lb/loadBalancer:LoadBalancer", "shop", { name: "shop" });
    const { id: groupArn } = await create("aws:lb/targetGroup:TargetGroup", "shop", { name: "shop", port: 8080 });
    await create("aws:lb/listener:Listener", "http", {
      loadBalancerArn: balancerArn,
      port: 80,
      defaultActions: [{ type: "forward", targetGroupArn: groupArn }],
    });
    return groupArn;
  };

  it("answers 503 while no machine is registered", async () => {
    await balancer();
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-503-issues
    expect(config()).toContain("return 503;");
  });

  it("sends traffic to the machines attached to its listener's target group, and to no other", async () => {
    const groupArn = await balancer();
    await keyPair();
    const attached = await machine("app-1");
    const other = await machine("exporter");
    const attachment = await create("aws:lb/targetGroupAttachment:TargetGroupAttachment", "app-1", {
      targetGroupArn: groupArn,
      targetId: attached.id,
      port: 8080,
    });
    expect(config()).toContain(`server ${String(attached.outputs["privateIp"])}:8080 `);
    expect(config()).not.toContain(String(other.outputs["privateIp"]));
    await handle(
      "delete",
      "aws",
      { type: "aws:lb/targetGroupAttachment:TargetGroupAttachment", name: "app-1", id: attachment.id, inputs: {} },
      lab,
    );
    expect(config()).toContain("return 503;");
  });

  it("has a name in amazonaws.com that the DNS answers", async () => {
    const { outputs } = await create("aws:lb/loadBalancer:LoadBalancer", "shop", { name: "shop" });
    expect(outputs["dnsName"]).toMatch(/^shop-[0-9a-f]{9}\.eu-west-1\.elb\.amazonaws\.com$/);
    expect(lab.commands.map(({ argv }) => argv[1])).toContain("replace-rrset");
  });

  it("cannot be deleted while protected", async () => {
    const { id } = await create("aws:lb/loadBalancer:LoadBalancer", "shop", { name: "shop", enableDeletionProtection: true });
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html#deletion-protection
    await expect(handle("delete", "aws", { type: "aws:lb/loadBalancer:LoadBalancer", name: "shop", id, inputs: {} }, lab)).rejects.toThrow(
      "OperationNotPermitted",
    );
  });
});

describe("a cache", () => {
  it("is refused when it should speak TLS, which the lab's does not", async () => {
    const wanted = create("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {
      replicationGroupId: "cache",
      transitEncryptionEnabled: true,
    });
    await expect(wanted).rejects.toThrow("speaks no TLS");
  });

  it("tells where its primary answers", async () => {
    const { id, outputs } = await create("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {
      replicationGroupId: "cache",
      port: 6379,
    });
    expect(id).toBe("cache");
    expect(outputs["primaryEndpointAddress"]).toBe(lab.hosts.find("aws-cache-cache")?.address);
  });
});

describe("AWS in the dark", () => {
  it("lets every call time out and changes nothing", async () => {
    lab.turnDark();
    await expect(keyPair()).rejects.toThrow("i/o timeout");
    expect(lab.inventory.list("aws")).toEqual([]);
  });
});

describe("a type that needs nothing real", () => {
  it("is remembered, echoed and updated", async () => {
    const type = "aws:ec2/vpc:Vpc";
    const { id, outputs } = await create(type, "net", { cidrBlock: "10.10.0.0/16", __defaults: [] });
    expect(id).toMatch(/^vpc-/);
    expect(outputs).toEqual({ region: "eu-west-1", cidrBlock: "10.10.0.0/16" });
    await handle("update", "aws", { type, name: "net", id, inputs: { cidrBlock: "10.10.0.0/16", tags: { a: "b" } } }, lab);
    expect((await handle("read", "aws", { type, name: "net", id, inputs: {} }, lab)).outputs).toMatchObject({ tags: { a: "b" } });
  });

  it("cannot be updated when it does not exist", async () => {
    await expect(handle("update", "aws", { type: "aws:ec2/vpc:Vpc", name: "net", id: "vpc-1", inputs: {} }, lab)).rejects.toThrow(
      "does not exist",
    );
  });
});

describe("a data source", () => {
  it("without a stand-in is refused by name", async () => {
    await expect(handle("invoke", "aws", { type: "aws:ec2/getAmi:getAmi", name: "", inputs: {} }, lab)).rejects.toThrow(
      "aws:ec2/getAmi:getAmi: the lab has no stand-in",
    );
  });

  it("answers from the provider's configuration", async () => {
    const { outputs } = await handle(
      "invoke",
      "aws",
      { type: "aws:index/getRegion:getRegion", name: "", inputs: {}, config: { region: "eu-north-1" } },
      lab,
    );
    expect(outputs["name"]).toBe("eu-north-1");
  });
});
