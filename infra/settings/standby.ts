import { z } from "zod";
import { parseBlock } from "../cidr.ts";
import { block, operatorCidrs, s3Bucket, service, sshPublicKey, structured } from "./fields.ts";

/** A Google Cloud project id. */
export const project = z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "must be a project id");

/** A Google Cloud region. */
export const region = z.string().regex(/^[a-z]+-[a-z]+\d+$/, "must be a region like europe-west1");

/** A zone of a Google Cloud region. */
export const zone = z.string().regex(/^[a-z]+-[a-z]+\d+-[a-z]$/, "must be a zone like europe-west1-b");

/** Google makes none smaller than a /29, and the mirror's machines need the room. */
const isSubnetSize = (prefix = 0): boolean => prefix >= 8 && prefix <= 28;

/** What the `standby` stack can be told. */
export const standbySettings = z
  .object({
  service,
  project,
  region,
  networkCidr: block.refine((text) => isSubnetSize(parseBlock(text)?.prefix), "must be between a /8 and a /28").default("10.20.0.0/20"),
  operatorCidrs,
  /** How long nobody, whoever they are, can delete an export or a journal entry. */
  retentionDays: z.coerce.number().int().min(1).max(3650).default(30),
  /** Leaves the retention rule open to change; a locked one can never be shortened, nor its bucket removed before time. */
  retentionUnlockedBecause: z.string().min(10).optional(),
  /** Whether the mirror will have a search machine: its walls and its identity are made long before. */
  search: z.stringbool().default(false),
  /** The AWS account whose exporter may put exports in; without it whoever sets the exporter up finds another way to sign it in. */
  awsAccount: z.string().regex(/^\d{12}$/, "must be the account's twelve digits, in quotes").optional(),
  /** Where the service's objects are copied from while AWS lives; without it nobody copies them. */
  objectsSource: structured(
    z.strictObject({
      bucket: s3Bucket,
      roleArn: z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, "must be the ARN of a role"),
      queueArn: z.string().regex(/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:\S+$/, "must be the ARN of a queue"),
    }),
  ).optional(),
  /** Where the warden stands, from which image, and who may log in; without them there is no warden. */
  wardenZone: zone.optional(),
  wardenImage: z.string().min(1).optional(),
  sshPublicKey: sshPublicKey.optional(),
})
  .refine(({ wardenZone, region }) => wardenZone === undefined || wardenZone.startsWith(`${region}-`), { path: ["wardenZone"], message: "must lie in the region" })
  .refine((all) => new Set([all.wardenZone, all.wardenImage, all.sshPublicKey].map((one) => one === undefined)).size === 1, {
    path: ["wardenZone"],
    message: "a warden needs wardenZone, wardenImage and sshPublicKey, all three",
  });

/** The parsed settings of the `standby` stack. */
export type StandbySettings = z.infer<typeof standbySettings>;
