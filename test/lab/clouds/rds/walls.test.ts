import { beforeEach, describe, expect, it } from "vitest";
import { admitted, wallRules } from "../../../../lab/clouds/aws/rds/walls.ts";
import { handle } from "../../../../lab/clouds/cloud.ts";
import type { Fields } from "../../../../lab/clouds/handler.ts";
import { paperLab, type PaperLab } from "../paper-lab.ts";

let lab: PaperLab;
beforeEach(() => {
  lab = paperLab();
});

const make = (type: string, name: string, inputs: Fields) => handle("create", "aws", { type, name, urn: `urn:${name}`, inputs }, lab);
const group = async (name: string) => (await make("aws:ec2/securityGroup:SecurityGroup", name, { name })).id;
const rule = (name: string, inputs: Fields) => make("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", name, { ipProtocol: "tcp", fromPort: 5432, toPort: 5432, ...inputs });
const machine = async (name: string, groups: readonly string[]) => (await make("aws:ec2/instance:Instance", name, { vpcSecurityGroupIds: groups, tags: { Name: name } })).outputs["privateIp"];
const database = (groups: readonly string[]) =>
  make("aws:rds/instance:Instance", "shop", { identifier: "shop", instanceClass: "db.t3.small", username: "master", password: "correct-horse", vpcSecurityGroupIds: groups });
const raised = () => lab.commands.filter(({ host, argv }) => host === "aws-rds-shop" && argv[0] === "nft").map(({ stdin }) => stdin);

describe("behind security groups", () => {
  // https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
  it("nobody comes in until a rule lets them, and what any of the groups allows is allowed", async () => {
    const [walls, more, app] = [await group("database"), await group("more"), await group("app")];
    expect(admitted(lab.inventory, [walls], 5432)).toEqual([]);
    const address = await machine("app-1", [app]);
    await rule("from-app", { securityGroupId: walls, referencedSecurityGroupId: app });
    await rule("from-office", { securityGroupId: more, cidrIpv4: "10.30.0.0/24" });
    await rule("ssh", { securityGroupId: walls, cidrIpv4: "0.0.0.0/0", fromPort: 22, toPort: 22 });
    expect(admitted(lab.inventory, [walls, more], 5432)).toEqual(["10.30.0.0/24", address].toSorted());
    expect(admitted(lab.inventory, [walls], 5433)).toEqual([]);
  });

  it("that the lab was never asked to make, everybody comes in", () => {
    expect(admitted(lab.inventory, ["sg-of-before"], 5432)).toBe("anybody");
    expect(wallRules("anybody", 5432)).not.toContain("drop");
  });

  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html: "its tracked connections are not immediately interrupted"
  it("only what begins a connection is dropped: one that stands is not looked at", () => {
    const drops = wallRules(["10.10.1.1"], 5433).split("\n").filter((line) => line.endsWith("drop"));
    expect(drops).toEqual(["add rule inet walls in tcp dport 5433 tcp flags & (fin | syn | rst | ack) == syn drop"]);
    expect(wallRules(["10.10.1.1"], 5433)).toContain("ip saddr 10.10.1.1 accept\n");
  });

  it("a database opens to a machine that comes later, and closes when its rule goes", async () => {
    const [walls, app] = [await group("database"), await group("app")];
    const { id } = await rule("from-app", { securityGroupId: walls, referencedSecurityGroupId: app });
    await database([walls]);
    expect(raised().at(-1)).toMatch(/syn drop/);
    const address = await machine("app-1", [app]);
    expect(raised().at(-1)).toContain(`ip saddr ${String(address)} accept`);
    await handle("delete", "aws", { type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", name: "from-app", id, inputs: {} }, lab);
    expect(raised().at(-1)).not.toContain("ip saddr");
  });
});
