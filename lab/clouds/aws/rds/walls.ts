import type { Inventory, Lab } from "../../../daemon/lab.ts";
import { number, text, texts } from "../../fields.ts";
import type { Fields } from "../../handler.ts";
import { inTurn } from "../../in-turn.ts";
import { runOnHost } from "../../run-on-host.ts";
import { ledgerOf, type DbInstance } from "./ledger.ts";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const MACHINE = "aws:ec2/instance:Instance";

type Walled = Pick<DbInstance, "host" | "settings">;

/**
 * Who may open a connection to this port behind these groups: "a security group has no inbound rules until you add them", and what several allow is allowed.
 * Anybody, where a group is none that the lab was asked to make. https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export function admitted(inventory: Pick<Inventory, "get" | "list">, groups: readonly string[], port: number): readonly string[] | "anybody" {
  if (groups.some((group) => inventory.get("aws", GROUP, group) === undefined)) return "anybody";
  const rules = inventory.list("aws", RULE).filter(({ inputs }) => groups.includes(text(inputs, "securityGroupId")) && opens(inputs, port));
  return [...new Set(rules.flatMap(({ inputs }) => [...membersOf(inventory, text(inputs, "referencedSecurityGroupId")), text(inputs, "cidrIpv4")]))].filter((source) => source !== "").toSorted();
}

const opens = (rule: Fields, port: number): boolean => text(rule, "ipProtocol") === "-1" || (number(rule, "fromPort", 0) <= port && port <= number(rule, "toPort", -1));

const membersOf = (inventory: Pick<Inventory, "list">, group: string): readonly string[] =>
  group === "" ? [] : inventory.list("aws", MACHINE).filter(({ inputs }) => texts(inputs, "vpcSecurityGroupIds").includes(group)).map(({ outputs }) => text(outputs, "privateIp"));

/**
 * Only what begins a connection is looked at: one that stands lives on when its rule goes, and dies with the server.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html
 */
export function wallRules(sources: readonly string[] | "anybody", port: number): string {
  const beginsOne = `tcp dport ${port} tcp flags & (fin | syn | rst | ack) == syn`;
  const rules = sources === "anybody" ? [] : ["iif lo accept", ...sources.map((source) => `ip saddr ${source} accept`), `${beginsOne} drop`];
  return ["add table inet walls", "flush table inet walls", "add chain inet walls in { type filter hook input priority 0; policy accept; }", ...rules.map((rule) => `add rule inet walls in ${rule}`), ""].join("\n");
}

/** Puts an instance behind its security groups as they are now. */
export function raiseWalls(lab: Lab, { host, settings }: Walled): Promise<void> {
  return inTurn(lab, async () => {
    const port = number(settings, "port", 5432);
    await runOnHost(lab, host, ["nft", "--file", "-"], { stdin: wallRules(admitted(lab.inventory, texts(settings, "vpcSecurityGroupIds"), port), port) });
  });
}

/** The same for every instance, when a rule or a machine has come or gone. */
export async function raiseAllWalls(lab: Lab): Promise<void> {
  const standing = [...ledgerOf(lab).instances.values()].filter(({ host }) => lab.hosts.find(host) !== undefined);
  // One that is just being removed needs no walls.
  await Promise.all(standing.map((instance) => raiseWalls(lab, instance).catch((error: unknown) => lab.say(`RDS ${instance.identifier}: its walls: ${String(error)}`))));
}
