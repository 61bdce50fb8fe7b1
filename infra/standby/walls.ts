import * as pulumi from "@pulumi/pulumi";
import { Firewall } from "@pulumi/gcp/compute/firewall.js";
import { resourceName } from "../naming.ts";
import type { Passage } from "../passage.ts";
import { loadBalancerCidrs, type Party } from "./passages.ts";

/** What the walls enclose, and the ways through them. */
export type WallsArgs = {
  readonly service: string;
  readonly project: string;
  readonly network: pulumi.Input<string>;
  readonly operatorCidrs: readonly string[];
  readonly passages: readonly Passage<Party>[];
};

/** One firewall rule for each passage, made long before the machines: one thing less on the day. */
export class Walls extends pulumi.ComponentResource {
  constructor(name: string, args: WallsArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:standby:Walls", name, {}, options);
    for (const { from, to, port } of args.passages) {
      const called = resourceName(args.service, `${to}-from-${from}`);
      new Firewall(
        called,
        {
          name: called,
          project: args.project,
          network: args.network,
          direction: "INGRESS",
          allows: [{ protocol: "tcp", ports: [String(port)] }],
          targetTags: [resourceName(args.service, to)],
          ...sources(from, args),
        },
        { parent: this },
      );
    }
    this.registerOutputs();
  }
}

function sources(from: Party, { service, operatorCidrs }: WallsArgs) {
  if (from === "operators") return { sourceRanges: [...operatorCidrs] };
  if (from === "load-balancer") return { sourceRanges: [...loadBalancerCidrs] };
  return { sourceTags: [resourceName(service, from)] };
}
