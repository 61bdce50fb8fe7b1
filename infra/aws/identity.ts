import * as pulumi from "@pulumi/pulumi";
import { InstanceProfile } from "@pulumi/aws/iam/instanceProfile.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import { resourceName } from "../naming.ts";

/** What a machine may do in AWS, and where. */
export type Grant = { readonly actions: readonly string[]; readonly on: pulumi.Input<string> };

/** Whose identity it is. */
export type IdentityArgs = { readonly service: string; readonly role: string; readonly grants: readonly Grant[] };

/** An identity for machines of one kind; without grants it only proves who they are. */
export class Identity extends pulumi.ComponentResource {
  readonly profile: pulumi.Output<string>;

  constructor(name: string, args: IdentityArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:aws:Identity", name, {}, options);
    const called = resourceName(args.service, args.role);
    const assumeRolePolicy = policy([{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }]);
    const role = new Role(called, { name: called, assumeRolePolicy }, { parent: this });
    if (args.grants.length > 0) {
      const statements = args.grants.map(({ actions, on }) => ({ Effect: "Allow", Action: actions, Resource: on }));
      new RolePolicy(called, { name: called, role: role.name, policy: pulumi.output(statements).apply(policy) }, { parent: this });
    }
    this.profile = new InstanceProfile(called, { name: called, role: role.name }, { parent: this }).name;
    this.registerOutputs({ profile: this.profile });
  }
}

function policy(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
