import type { Lab, Resource } from "../../daemon/lab.ts";
import { publishAddress, withdrawAddress } from "../../dns/authoritative.ts";
import { backedByHost } from "../backed-by-host.ts";
import { number, records, text } from "../fields.ts";
import type { Handler } from "../handler.ts";
import { hostName } from "../host-name.ts";
import { inTurn } from "../in-turn.ts";
import { balance, type Listener, type Upstream } from "../nginx.ts";
import { defaultHandler } from "../default-handler.ts";
import { awsIdentity, digits } from "./identity.ts";

const hostOf = (name: string): string => hostName("aws", "lb", name);
const host = backedByHost(hostOf);

/** An application load balancer: an nginx host under a name in amazonaws.com. */
export const loadBalancer: Handler = {
  read: host.read,
  async create(wanted, lab) {
    const { id } = awsIdentity(wanted);
    const { address } = await lab.hosts.ensure({ name: hostOf(wanted.name), network: "aws" });
    const dnsName = `${wanted.name}-${digits(wanted, 9)}.eu-west-1.elb.amazonaws.com`;
    // 60 s is the lifetime of the addresses behind a load balancer's name:
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
    await publishAddress(lab, { name: dnsName, address, ttl: 60 });
    return {
      id,
      outputs: {
        ...wanted.inputs,
        name: wanted.name,
        arn: id,
        arnSuffix: id.split(":loadbalancer/")[1] ?? "",
        dnsName,
        zoneId: "Z32O12XQLNTSW2",
        vpcId: "",
      },
    };
  },
  async delete(resource, lab, config) {
    if (resource.inputs["enableDeletionProtection"] === true) {
      throw new Error(
        `api error OperationNotPermitted: Load balancer '${resource.name}' cannot be deleted because deletion protection is enabled. Disable it first.`,
      );
    }
    await withdrawAddress(lab, text(resource.outputs, "dnsName"));
    await host.delete(resource, lab, config);
  },
  settle: rebalance,
};

/** Listeners, target groups and attachments: what the load balancers are made of. */
export const loadBalancerPart: Handler = { create: defaultHandler.create, settle: rebalance };

function rebalance(lab: Lab): Promise<void> {
  return inTurn(lab, async () => {
    if (lab.isDark()) return;
    for (const balancer of lab.inventory.list("aws", "aws:lb/loadBalancer:LoadBalancer")) {
      if (lab.hosts.find(hostOf(balancer.name)))
        await balance(lab, hostOf(balancer.name), listenersOf(balancer, lab.inventory.list("aws")));
    }
  });
}

/** What a load balancer listens on and which machines stand behind it, from all that AWS holds. */
export function listenersOf(balancer: Resource, everything: readonly Resource[]): readonly Listener[] {
  const ofType = (type: string): readonly Resource[] => everything.filter((resource) => resource.type === type);
  const listeners = ofType("aws:lb/listener:Listener").filter(({ inputs }) => text(inputs, "loadBalancerArn") === balancer.id);
  return listeners.map(({ inputs }) => {
    const group = text(records(inputs, "defaultActions").find((action) => text(action, "type") === "forward") ?? {}, "targetGroupArn");
    const attachments = ofType("aws:lb/targetGroupAttachment:TargetGroupAttachment").filter(
      (attachment) => text(attachment.inputs, "targetGroupArn") === group,
    );
    const groupPort = number(ofType("aws:lb/targetGroup:TargetGroup").find(({ id }) => id === group)?.inputs ?? {}, "port", 80);
    const upstreams = attachments.flatMap((attachment): readonly Upstream[] => {
      const machine = ofType("aws:ec2/instance:Instance").find(({ id }) => id === text(attachment.inputs, "targetId"));
      return machine ? [{ address: text(machine.outputs, "privateIp"), port: number(attachment.inputs, "port", groupPort) }] : [];
    });
    return { port: number(inputs, "port", 80), upstreams };
  });
}
