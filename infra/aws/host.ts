import * as pulumi from "@pulumi/pulumi";
import { Instance } from "@pulumi/aws/ec2/instance.js";
import { before } from "../before.ts";
import { resourceName } from "../naming.ts";

const ROOT_VOLUME_GB = 20;

/** One machine: what it is, where it stands, and who it is. */
export type HostArgs = {
  readonly service: string;
  readonly role: string;
  readonly image: string;
  readonly instanceType: string;
  /** As text: as an output of the key it would take the machine along when the key is made anew. */
  readonly keyName: string;
  readonly subnetId: pulumi.Input<string>;
  readonly securityGroupId: pulumi.Input<string>;
  readonly profile: pulumi.Input<string>;
};

/** A bare machine that answers SSH with the operators' key; Ansible makes the rest of it. */
export class Host extends pulumi.ComponentResource {
  readonly hostName: string;
  readonly instanceId: pulumi.Output<string>;
  readonly address: pulumi.Output<string>;

  constructor(name: string, args: HostArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:aws:Host", name, {}, options);
    this.hostName = resourceName(args.service, args.role);
    const instance = new Instance(
      this.hostName,
      {
        ami: args.image,
        instanceType: args.instanceType,
        keyName: args.keyName,
        subnetId: args.subnetId,
        vpcSecurityGroupIds: [args.securityGroupId],
        iamInstanceProfile: args.profile,
        associatePublicIpAddress: false,
        // Version 2 of the metadata service only, one hop: a forged request from inside the application gets no credentials.
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        rootBlockDevice: { volumeType: "gp3", volumeSize: ROOT_VOLUME_GB, encrypted: true, deleteOnTermination: true },
        tags: { Name: this.hostName, Role: args.role },
      },
      // A newer image is for new machines; it does not replace those in service behind everyone's back.
      { parent: this, ignoreChanges: ["ami"], ...before(options) },
    );
    this.instanceId = instance.id;
    this.address = instance.privateIp;
    this.registerOutputs({ address: this.address });
  }
}
