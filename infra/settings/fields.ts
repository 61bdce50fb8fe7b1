import { z } from "zod";
import { parseBlock } from "../cidr.ts";

const WIDEST_PREFIX = 8;

/** A value that the stack file writes as YAML and Pulumi hands over as JSON text. */
export function structured<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "must be a list or a mapping" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** The service's short name: the first part of every resource's name in both clouds. */
export const service = z
  .string()
  .min(2)
  .max(16)
  .regex(/^(?!internal|sg-|goog|.*google)[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be lower case letters, digits and single hyphens");

/** A region of AWS. */
export const awsRegion = z.string().regex(/^[a-z]+(-[a-z]+)+-\d$/, "must be a region like eu-west-1");

/** How many machines serve the application. */
export const appCount = z.coerce.number().int().min(1).max(50).default(2);

/** How much the primary's tables and indexes weigh, rounded up; both sides size their volumes by it. */
export const databaseGb = z.coerce.number().int().min(1).max(32_768).default(20);

/** One line in OpenSSH's format: the key that Ansible logs in with. */
export const sshPublicKey = z
  .string()
  .regex(/^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+|sk-\S+) [A-Za-z0-9+/]+={0,2}( [^\n]*)?$/, { error: "must be one line of an OpenSSH public key", abort: true });

/** A block of IPv4 addresses with no bits beyond its prefix. */
export const block = z.string().refine((text) => parseBlock(text) !== undefined, "must be a block like 10.10.0.0/16");

/** Where operators come from; the whole world is refused, in halves as well. */
export const operatorCidrs = structured(
  z
    .array(block.refine((text) => (parseBlock(text)?.prefix ?? WIDEST_PREFIX) >= WIDEST_PREFIX, `must not be wider than a /${WIDEST_PREFIX}: SSH would be open to everyone`))
    .min(1)
    .refine((blocks) => new Set(blocks).size === blocks.length, "must not hold a block twice"),
);

/** A bucket in S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const s3Bucket = z
  .string()
  .regex(/^(?!xn--|sthree-|amzn-s3-demo-|[\d.]+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}(?<!-s3alias|--ol-s3)[a-z0-9]$/, "must be a bucket's name: lower case letters, digits, dots and hyphens");
