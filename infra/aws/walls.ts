import * as pulumi from "@pulumi/pulumi";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule.js";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import type { Passage } from "../passage.ts";
import { resourceName } from "../naming.ts";
import { guarded, type Guarded, type Party } from "./passages.ts";

/** What the walls enclose, and the ways through them. */
export type WallsArgs = {
  readonly service: string;
  readonly vpcId: pulumi.Input<string>;
  readonly operatorCidrs: readonly string[];
  readonly passages: readonly Passage<Party>[];
};

/** One security group for each guarded part (for search only where there is some), with exactly the rules that the passages ask for, at both ends. */
export class Walls extends pulumi.ComponentResource {
  readonly #groups: ReadonlyMap<string, SecurityGroup>;

  constructor(name: string, args: WallsArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:aws:Walls", name, {}, options);
    const parent = { parent: this };
    this.#groups = new Map(
      guarded.filter((part) => part !== "search" || args.passages.some(({ to }) => to === part)).map((part) => {
        const called = resourceName(args.service, part);
        // For good: AWS can neither rename a group, nor describe it anew, nor remove one in use.
        const fixed = { name: called, description: `What may reach the ${part}` };
        return [part, new SecurityGroup(called, { ...fixed, vpcId: args.vpcId, tags: { Name: called } }, parent)];
      }),
    );
    for (const { from, to, port } of args.passages) {
      const way = { ipProtocol: "tcp", fromPort: port, toPort: port, description: `${from} to ${to}` };
      for (const end of this.#ends(from, args.operatorCidrs)) {
        const inward = this.#groups.get(to);
        const called = resourceName(args.service, `${to}-from-${end.label}-${port}`);
        if (inward) new SecurityGroupIngressRule(called, { securityGroupId: inward.id, ...way, ...end.peer }, parent);
      }
      for (const end of this.#ends(to, args.operatorCidrs)) {
        const outward = this.#groups.get(from);
        const called = resourceName(args.service, `${from}-to-${end.label}-${port}`);
        if (outward) new SecurityGroupEgressRule(called, { securityGroupId: outward.id, ...way, ...end.peer }, parent);
      }
    }
    this.registerOutputs();
  }

  /** The security group around one part. */
  around(part: Guarded): pulumi.Output<string> {
    const group = this.#groups.get(part);
    if (!group) throw new Error(`the ${part} has no security group`);
    return group.id;
  }

  #ends(party: Party, operatorCidrs: readonly string[]) {
    const group = this.#groups.get(party);
    if (group) return [{ label: party, peer: { referencedSecurityGroupId: group.id } }];
    const blocks = party === "operators" ? operatorCidrs : ["0.0.0.0/0"];
    return blocks.map((cidrIpv4) => ({ label: party === "world" ? party : cidrIpv4.replaceAll(/[./]/g, "-"), peer: { cidrIpv4 } }));
  }
}
