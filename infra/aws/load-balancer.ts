import * as pulumi from "@pulumi/pulumi";
import { Listener } from "@pulumi/aws/lb/listener.js";
import { LoadBalancer as Balancer } from "@pulumi/aws/lb/loadBalancer.js";
import { TargetGroup } from "@pulumi/aws/lb/targetGroup.js";
import { TargetGroupAttachment } from "@pulumi/aws/lb/targetGroupAttachment.js";
import { HEALTH_PATH } from "../health.ts";
import type { Lifetime } from "../lifetime.ts";
import { resourceName } from "../naming.ts";
import { port } from "../passage.ts";

/** What the load balancer stands in front of, and how the world reaches it. */
export type LoadBalancerArgs = {
  readonly service: string;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
  readonly targets: readonly { readonly hostName: string; readonly instanceId: pulumi.Input<string> }[];
  readonly certificate: string | undefined;
  readonly lifetime: Lifetime;
};

/** The primary's way in: an application load balancer that sends traffic to healthy machines only. */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly dnsName: pulumi.Output<string>;

  constructor(name: string, args: LoadBalancerArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:aws:LoadBalancer", name, {}, options);
    const { keep } = args.lifetime;
    const parent = { parent: this };
    const called = resourceName(args.service, "app");
    const balancer = new Balancer(
      called,
      {
        name: called,
        loadBalancerType: "application",
        internal: false,
        subnets: [...args.subnetIds],
        securityGroups: [args.securityGroupId],
        dropInvalidHeaderFields: true,
        enableDeletionProtection: keep,
        tags: { Name: called },
      },
      { ...parent, protect: keep },
    );
    const group = new TargetGroup(
      called,
      {
        name: called,
        vpcId: args.vpcId,
        targetType: "instance",
        protocol: "HTTP",
        port: port.application,
        deregistrationDelay: 30,
        healthCheck: {
          protocol: "HTTP",
          port: "traffic-port",
          path: HEALTH_PATH,
          matcher: "200",
          interval: 10,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
        tags: { Name: called },
      },
      parent,
    );
    for (const { hostName, instanceId } of args.targets) {
      new TargetGroupAttachment(hostName, { targetGroupArn: group.arn, targetId: instanceId, port: port.application }, parent);
    }
    const forward = { type: "forward", targetGroupArn: group.arn };
    const redirect = { type: "redirect", redirect: { protocol: "HTTPS", port: String(port.https), statusCode: "HTTP_301" } };
    const { certificate } = args;
    new Listener(
      resourceName(args.service, "http"),
      { loadBalancerArn: balancer.arn, port: port.http, protocol: "HTTP", defaultActions: [certificate === undefined ? forward : redirect] },
      parent,
    );
    if (certificate !== undefined) {
      new Listener(
        resourceName(args.service, "https"),
        {
          loadBalancerArn: balancer.arn,
          port: port.https,
          protocol: "HTTPS",
          certificateArn: certificate,
          sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
          defaultActions: [forward],
        },
        parent,
      );
    }
    this.dnsName = balancer.dnsName;
    this.registerOutputs({ dnsName: this.dnsName });
  }
}
