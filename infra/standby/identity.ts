import * as pulumi from "@pulumi/pulumi";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import { before } from "../before.ts";
import { resourceName } from "../naming.ts";

/** One right on one bucket. */
export type Grant = { readonly role: string; readonly on: pulumi.Input<string>; /** Tells two grants of one role apart. */ readonly as?: string; /** Only for objects whose names begin so. */ readonly below?: string };

/** Whose identity it is, and all that it may do. */
export type IdentityArgs = {
  readonly service: string;
  readonly project: string;
  readonly role: string;
  readonly purpose: string;
  readonly grants: readonly Grant[];
};

/** A service account with rights on single buckets only, made early: Google takes minutes to make new ones known. */
export class Identity extends pulumi.ComponentResource {
  readonly email: pulumi.Output<string>;

  constructor(name: string, args: IdentityArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:standby:Identity", name, {}, options);
    const called = resourceName(args.service, args.role);
    const account = new Account(called, { accountId: called, project: args.project, displayName: args.purpose }, { parent: this });
    const member = pulumi.interpolate`serviceAccount:${account.email}`;
    for (const { role, on, as, below } of args.grants) {
      const condition = below === undefined ? {} : { condition: { title: `below ${below}`, expression: pulumi.interpolate`resource.name.startsWith("projects/_/buckets/${on}/objects/${below}")` } };
      new BucketIAMMember([called, ...(as === undefined ? [] : [as]), role.split(/[./]/).at(-1)].join("-"), { bucket: on, role, member, ...condition }, { parent: this, ...before(options) });
    }
    this.email = account.email;
    this.registerOutputs({ email: this.email });
  }
}
