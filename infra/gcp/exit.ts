import * as pulumi from "@pulumi/pulumi";
import { Router } from "@pulumi/gcp/compute/router.js";
import { RouterNat } from "@pulumi/gcp/compute/routerNat.js";
import { resourceName } from "../naming.ts";

const FEWEST_PORTS = 1024;
const MOST_PORTS = 32_768;

/** Which network gets a way out. */
export type ExitArgs = {
  readonly prefix: string;
  readonly project: string;
  readonly region: string;
  readonly network: pulumi.Input<string>;
  readonly subnetwork: pulumi.Input<string>;
};

/** The subnet's way out to the internet, for machines that have no public address; nobody comes in by it. */
export class Exit extends pulumi.ComponentResource {
  constructor(name: string, args: ExitArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:gcp:Exit", name, {}, options);
    const { project, region, network, subnetwork } = args;
    const called = resourceName(args.prefix, "exit");
    const router = new Router(called, { name: called, project, region, network }, { parent: this });
    new RouterNat(
      called,
      {
        name: called,
        project,
        region,
        router: router.name,
        natIpAllocateOption: "AUTO_ONLY",
        sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS",
        subnetworks: [{ name: subnetwork, sourceIpRangesToNats: ["ALL_IP_RANGES"] }],
        // As many as a machine needs: by itself Google gives each 64, so many connections to one address, where AWS gave 55,000.
        // https://cloud.google.com/nat/docs/ports-and-addresses
        enableDynamicPortAllocation: true,
        minPortsPerVm: FEWEST_PORTS,
        maxPortsPerVm: MOST_PORTS,
        logConfig: { enable: true, filter: "ERRORS_ONLY" },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
