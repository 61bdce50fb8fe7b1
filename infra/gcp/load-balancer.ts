import * as pulumi from "@pulumi/pulumi";
import { BackendService } from "@pulumi/gcp/compute/backendService.js";
import { GlobalForwardingRule } from "@pulumi/gcp/compute/globalForwardingRule.js";
import { HealthCheck } from "@pulumi/gcp/compute/healthCheck.js";
import { InstanceGroup } from "@pulumi/gcp/compute/instanceGroup.js";
import { SSLPolicy } from "@pulumi/gcp/compute/sslpolicy.js";
import { TargetHttpProxy } from "@pulumi/gcp/compute/targetHttpProxy.js";
import { TargetHttpsProxy } from "@pulumi/gcp/compute/targetHttpsProxy.js";
import { URLMap } from "@pulumi/gcp/compute/urlmap.js";
import { HEALTH_PATH } from "../health.ts";
import { resourceName } from "../naming.ts";
import { port } from "../passage.ts";

const PORT_NAME = "http";
const SCHEME = "EXTERNAL_MANAGED";

/** What the load balancer stands in front of, and the address it answers on; without one Google picks any. */
export type LoadBalancerArgs = {
  readonly prefix: string;
  readonly project: string;
  readonly zone: string;
  readonly network: pulumi.Input<string>;
  readonly instanceIds: readonly pulumi.Input<string>[];
  readonly address: pulumi.Input<string> | undefined;
  readonly certificate: string | undefined;
};

/** The mirror's way in: a global load balancer that sends traffic to healthy machines only. With a certificate, HTTP is sent on to HTTPS. */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly address: pulumi.Output<string>;

  constructor(name: string, args: LoadBalancerArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:gcp:LoadBalancer", name, {}, options);
    const { project, certificate } = args;
    const parent = { parent: this };
    const called = resourceName(args.prefix, "app");
    const group = new InstanceGroup(
      called,
      {
        name: called,
        project,
        zone: args.zone,
        network: args.network,
        instances: [...args.instanceIds],
        namedPorts: [{ name: PORT_NAME, port: port.application }],
      },
      parent,
    );
    const healthCheck = new HealthCheck(
      called,
      {
        name: called,
        project,
        checkIntervalSec: 5,
        timeoutSec: 5,
        healthyThreshold: 1,
        unhealthyThreshold: 3,
        httpHealthCheck: { port: port.application, requestPath: HEALTH_PATH },
      },
      parent,
    );
    const backend = new BackendService(
      called,
      {
        name: called,
        project,
        protocol: "HTTP",
        portName: PORT_NAME,
        loadBalancingScheme: SCHEME,
        healthChecks: healthCheck.id,
        backends: [{ group: group.id, balancingMode: "UTILIZATION" }],
        connectionDrainingTimeoutSec: 30,
        timeoutSec: 30,
      },
      parent,
    );
    const { id: urlMap } = new URLMap(called, { name: called, project, defaultService: backend.id }, parent);

    const listen = (role: string, on: number, target: pulumi.Input<string>) =>
      new GlobalForwardingRule(
        resourceName(args.prefix, role),
        {
          name: resourceName(args.prefix, role),
          project,
          loadBalancingScheme: SCHEME,
          ipProtocol: "TCP",
          portRange: String(on),
          target,
          ...(args.address === undefined ? {} : { ipAddress: args.address }),
        },
        parent,
      );
    // Cloudflare must then speak HTTPS to its origins ("Full"), or it is sent in circles: https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/
    const sendOn = (name: string) => new URLMap(name, { name, project, defaultUrlRedirect: { httpsRedirect: true, redirectResponseCode: "MOVED_PERMANENTLY_DEFAULT", stripQuery: false } }, parent).id;
    const proxy = new TargetHttpProxy(called, { name: called, project, urlMap: certificate === undefined ? urlMap : sendOn(resourceName(args.prefix, "http")) }, parent);
    this.address = listen("http", port.http, proxy.id).ipAddress;
    if (certificate !== undefined) {
      // Without a policy Google takes TLS 1.0: https://cloud.google.com/load-balancing/docs/ssl-policies-concepts
      const { id: sslPolicy } = new SSLPolicy(called, { name: called, project, profile: "MODERN", minTlsVersion: "TLS_1_2" }, parent);
      const secureProxy = new TargetHttpsProxy(called, { name: called, project, urlMap, sslCertificates: [certificate], sslPolicy }, parent);
      listen("https", port.https, secureProxy.id);
    }
    this.registerOutputs({ address: this.address });
  }
}
