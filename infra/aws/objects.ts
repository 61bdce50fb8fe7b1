import * as pulumi from "@pulumi/pulumi";
import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
import type { Lifetime } from "../lifetime.ts";
import { resourceName } from "../naming.ts";

/** The primary's objects: the bucket's name, unique in all of S3, and how long it must live. */
export type ObjectsArgs = { readonly service: string; readonly bucket: string; readonly lifetime: Lifetime };

/** An S3 bucket that keeps old versions, encrypts at rest and can never be made public. */
export class Objects extends pulumi.ComponentResource {
  readonly bucket: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: ObjectsArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:aws:Objects", name, {}, options);
    const { keep } = args.lifetime;
    const parent = { parent: this };
    const called = resourceName(args.service, "objects");
    const bucket = new Bucket(called, { bucket: args.bucket, forceDestroy: !keep, tags: { Name: called } }, { ...parent, protect: keep });
    new BucketVersioning(called, { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } }, parent);
    new BucketServerSideEncryptionConfiguration(
      called,
      { bucket: bucket.bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      parent,
    );
    new BucketPublicAccessBlock(
      called,
      { bucket: bucket.bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      parent,
    );
    this.bucket = bucket.bucket;
    this.arn = bucket.arn;
    this.registerOutputs({ bucket: this.bucket });
  }
}
