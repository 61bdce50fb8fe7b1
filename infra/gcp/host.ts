import * as pulumi from "@pulumi/pulumi";
import { Instance } from "@pulumi/gcp/compute/instance.js";
import type { Lifetime } from "../lifetime.ts";
import { resourceName } from "../naming.ts";
import type { Part } from "../standby/passages.ts";

const ROOT_VOLUME_GB = 20;

/** Where a machine of the mirror stands and who may log in: the same for all of them. */
export type Site = {
  /** Begins every machine's name; a drill has one of its own. */
  readonly prefix: string;
  readonly service: string;
  readonly project: string;
  readonly zone: string;
  readonly subnetwork: pulumi.Input<string>;
  readonly image: string;
  readonly sshPublicKey: string;
};

/** One machine: its part, its size, what it may do in Google Cloud, and the disk it works on. */
export type HostArgs = {
  readonly site: Site;
  readonly role: string;
  readonly part: Part;
  readonly machineType: string;
  readonly serviceAccount?: pulumi.Input<string>;
  readonly dataDisk?: pulumi.Input<string>;
  readonly lifetime: Lifetime;
};

/** A bare machine without a public address that answers SSH with the operators' key; Ansible makes the rest of it. */
export class Host extends pulumi.ComponentResource {
  readonly hostName: string;
  readonly instanceId: pulumi.Output<string>;
  readonly address: pulumi.Output<string>;

  constructor(name: string, args: HostArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:gcp:Host", name, {}, options);
    const { site, serviceAccount, dataDisk } = args;
    const { keep } = args.lifetime;
    this.hostName = resourceName(site.prefix, args.role);
    const instance = new Instance(
      this.hostName,
      {
        name: this.hostName,
        project: site.project,
        zone: site.zone,
        machineType: args.machineType,
        bootDisk: { autoDelete: true, initializeParams: { image: site.image, size: ROOT_VOLUME_GB, type: "pd-balanced" } },
        ...(dataDisk === undefined ? {} : { attachedDisks: [{ source: dataDisk, deviceName: "data" }] }),
        // No access configuration: the machine has no public address.
        networkInterfaces: [{ subnetwork: site.subnetwork }],
        // The walls know a machine by this tag.
        tags: [resourceName(site.service, args.part)],
        metadata: { "ssh-keys": `admin:${site.sshPublicKey}`, "block-project-ssh-keys": "TRUE", "enable-oslogin": "FALSE" },
        shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
        // Its rights are those of the account alone; the scope takes nothing away.
        ...(serviceAccount === undefined ? {} : { serviceAccount: { email: serviceAccount, scopes: ["cloud-platform"] } }),
        allowStoppingForUpdate: true,
        deletionProtection: keep,
      },
      // A newer image is for new machines; it does not replace those in service behind everyone's back.
      { parent: this, protect: keep, ignoreChanges: ["bootDisk.initializeParams.image"] },
    );
    this.instanceId = instance.id;
    this.address = instance.networkInterfaces.apply(([first]) => first?.networkIp ?? "");
    this.registerOutputs({ address: this.address });
  }
}
