import * as pulumi from "@pulumi/pulumi";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import { getTransferProjectServiceAccountOutput } from "@pulumi/gcp/storage/getTransferProjectServiceAccount.js";
import { TransferJob } from "@pulumi/gcp/storage/transferJob.js";
import { resourceName } from "../naming.ts";

const DAY_SECONDS = 24 * 60 * 60;
/** Quiet in Europe, and long after the night's own jobs have begun. */
const SWEEP_HOUR_UTC = 3;
/** Long past on purpose: the first sweep then runs on the day after the job was made. */
const SWEEP_SINCE = { year: 2026, month: 1, day: 1 } as const;

/** Where the service's objects are in AWS, as whom they are read, and the queue that tells of new ones. */
export type ObjectsSource = { readonly bucket: string; readonly roleArn: string; readonly queueArn: string };

/** From where to where objects are copied. */
export type TransferArgs = { readonly service: string; readonly project: string; readonly source: ObjectsSource; readonly sink: pulumi.Output<string> };

/**
 * Copies the service's objects out of AWS while it lives: each as it is written, and once a day whatever that missed.
 * It adds and renews; what is deleted in AWS stays here, so that nobody who takes AWS over can empty both.
 */
export class Transfer extends pulumi.ComponentResource {
  constructor(name: string, args: TransferArgs, options?: pulumi.ComponentResourceOptions) {
    super("failover:standby:Transfer", name, {}, options);
    const { service, project, source, sink } = args;
    const { member } = getTransferProjectServiceAccountOutput({ project }, { parent: this });
    // What the transfer asks of a sink: https://cloud.google.com/storage-transfer/docs/sink-cloud-storage
    const rights = ["roles/storage.legacyBucketWriter", "roles/storage.objectViewer"].map((role) => {
      const called = resourceName(service, `transfer-${role.split(".").at(-1)}`.toLowerCase());
      return new BucketIAMMember(called, { bucket: sink, role, member }, { parent: this });
    });
    const transferSpec = {
      // By a role that trusts Google's account for this project: no key of AWS lies in Google Cloud.
      awsS3DataSource: { bucketName: source.bucket, roleArn: source.roleArn },
      gcsDataSink: { bucketName: sink },
      transferOptions: { overwriteWhen: "DIFFERENT", deleteObjectsUniqueInSink: false, deleteObjectsFromSourceAfterTransfer: false },
    };
    const job = (role: string, about: { description: string } & Pick<ConstructorParameters<typeof TransferJob>[1], "eventStream" | "schedule">) =>
      new TransferJob(resourceName(service, role), { project, status: "ENABLED", transferSpec, ...about }, { parent: this, dependsOn: rights });
    job("objects-events", { description: `Objects of ${service}, as they are written`, eventStream: { name: source.queueArn } });
    job("objects-sweep", {
      description: `Objects of ${service}: once a day, what the events missed`,
      schedule: { scheduleStartDate: SWEEP_SINCE, startTimeOfDay: { hours: SWEEP_HOUR_UTC, minutes: 0, seconds: 0, nanos: 0 }, repeatInterval: `${DAY_SECONDS}s` },
    });
    this.registerOutputs();
  }
}
