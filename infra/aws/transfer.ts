import * as pulumi from "@pulumi/pulumi";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import { BucketNotification } from "@pulumi/aws/s3/bucketNotification.js";
import { Queue } from "@pulumi/aws/sqs/queue.js";
import { QueuePolicy } from "@pulumi/aws/sqs/queuePolicy.js";
import { resourceName } from "../naming.ts";

const DAY_SECONDS = 24 * 60 * 60;
/** As long as SQS keeps anything: a transfer that stood still for a week loses no event. */
const KEPT_SECONDS = 14 * DAY_SECONDS;
const GOOGLE = "accounts.google.com";

/** Which bucket is copied, and the number of Google's transfer account that may read it. */
export type TransferArgs = { readonly service: string; readonly bucket: pulumi.Output<string>; readonly bucketArn: pulumi.Output<string>; readonly subject: string };

/** The way out for objects: a role for Google's transfer account that can only read, and a queue that tells it what is new. */
export class Transfer extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;
  readonly queueArn: pulumi.Output<string>;

  constructor(name: string, args: TransferArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:aws:Transfer", name, {}, options);
    const { service, bucket, bucketArn, subject } = args;
    const parent = { parent: this };
    const called = resourceName(service, "transfer");
    const queueCalled = resourceName(service, "objects");
    const queue = new Queue(queueCalled, { name: queueCalled, messageRetentionSeconds: KEPT_SECONDS, sqsManagedSseEnabled: true, tags: { Name: queueCalled } }, parent);
    const fromTheBucket = pulumi.all([queue.arn, bucketArn]).apply(([queueArn, arn]) =>
      policy([{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sqs:SendMessage", Resource: queueArn, Condition: { ArnEquals: { "aws:SourceArn": arn } } }]),
    );
    const queuePolicy = new QueuePolicy(queueCalled, { queueUrl: queue.url, policy: fromTheBucket }, parent);
    new BucketNotification(queueCalled, { bucket, queues: [{ id: "created", queueArn: queue.arn, events: ["s3:ObjectCreated:*"] }] }, { ...parent, dependsOn: [queuePolicy] });

    // https://cloud.google.com/storage-transfer/docs/source-amazon-s3#federated_identity
    const assumeRolePolicy = policy([
      { Effect: "Allow", Principal: { Federated: GOOGLE }, Action: "sts:AssumeRoleWithWebIdentity", Condition: { StringEquals: { [`${GOOGLE}:sub`]: subject } } },
    ]);
    const role = new Role(called, { name: called, assumeRolePolicy }, parent);
    const reads = pulumi.all([queue.arn, bucketArn]).apply(([queueArn, arn]) =>
      policy([
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: `${arn}/*` },
        { Effect: "Allow", Action: ["s3:ListBucket", "s3:GetBucketLocation"], Resource: arn },
        { Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"], Resource: queueArn },
      ]),
    );
    new RolePolicy(called, { name: called, role: role.name, policy: reads }, parent);
    this.roleArn = role.arn;
    this.queueArn = queue.arn;
    this.registerOutputs({ roleArn: this.roleArn, queueArn: this.queueArn });
  }
}

function policy(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
