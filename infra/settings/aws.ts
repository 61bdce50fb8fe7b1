import { secret } from "@pulumi/pulumi";
import { z } from "zod";
import { restoreEntry } from "../outputs.ts";
import { appCount, awsRegion, block, databaseGb, operatorCidrs, s3Bucket, service, sshPublicKey, structured } from "./fields.ts";

const zone = z.string().regex(/^[a-z]$/, "must be a zone's letter");

/** Larger ones AWS refuses: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html */
const largestSearchGb: Readonly<Record<string, number>> = { "t3.small.search": 100, "t3.medium.search": 200 };


/** What the `aws` stack can be told. */
export const awsSettings = z
  .object({
  service,
  region: awsRegion,
  /** The letters of two zones: not every account sees `a` and `b` in every region. */
  zones: structured(z.tuple([zone, zone]).refine(([one, two]) => one !== two, "must be two different ones")).default(["a", "b"]),
  networkCidr: block
    .refine((text) => /\/1[678]$/.test(text), "must be a /16, /17 or /18: a VPC is no larger, and four subnets need the room")
    .default("10.10.0.0/16"),
  operatorCidrs,
  sshPublicKey: sshPublicKey.regex(/^ssh-(ed25519|rsa) /, "must be an ssh-ed25519 or ssh-rsa key: AWS takes no other"),
  image: z.string().startsWith("ami-"),
  appCount,
  instanceType: z.string().min(1).default("t3.medium"),
  databaseName: z.string().regex(/^(?!(rdsadmin|template[01])$)[a-z][a-z0-9_]{0,62}$/, "must be a PostgreSQL name in lower case that begins with a letter and is not RDS's own"),
  databaseMasterUser: z.string().regex(/^(?!(admin|rdsadmin)$|pg_)[a-z][a-z0-9_]{0,62}$/, "must be a PostgreSQL name in lower case that begins with a letter and is not RDS's own").default("master"),
  databaseMasterPassword: z
    .string()
    .regex(/^[!-~]{8,128}$/, "must be 8 to 128 printable characters without spaces")
    .regex(/^[^/@"]*$/, "must not hold a slash, an at sign or a double quote: RDS refuses them")
    .transform((password) => secret(password))
    .meta({ secret: true }),
  /** A database restored in an outage that has taken the first one's place; `failover restore-db --adopt` writes it. */
  databaseRestored: structured(restoreEntry).optional(),
  /** The first database is deleted: it is declared no more, what belongs to it stays. The same command writes it. */
  databaseDeleted: z.stringbool().default(false),
  databaseInstanceType: z.string().startsWith("db.").default("db.t4g.medium"),
  databaseGb,
  cacheInstanceType: z.string().startsWith("cache.").default("cache.t4g.small"),
  cacheTls: z.stringbool().default(false),
  /** What each of the two search nodes runs on; without it there is no search domain. */
  searchInstanceType: z.string().endsWith(".search").optional(),
  searchGb: z.coerce.number().int().min(10).max(16_384).default(20),
  objectsBucket: s3Bucket.optional(),
  /** The number of Google's transfer account, which may then read the objects; without it nobody outside AWS does. */
  transferSubject: z.string().regex(/^\d{10,30}$/, "must be the account's number, such as 109876543210987654321").optional(),
  /** The ARN of a certificate; without one the load balancer speaks plain HTTP only. */
  certificate: z.string().regex(/^arn:aws[a-z-]*:(acm:[a-z0-9-]+:\d{12}:certificate|iam::\d{12}:server-certificate)\/\S+$/, "must be the ARN of a certificate").optional(),
})
  .refine(({ certificate, region }) => certificate === undefined || !certificate.includes(":acm:") || certificate.includes(`:acm:${region}:`), { path: ["certificate"], message: "must lie in the region: a load balancer takes no other's" })
  .refine(({ searchInstanceType = "", searchGb }) => searchGb <= (largestSearchGb[searchInstanceType] ?? searchGb), { path: ["searchGb"], message: "is more than AWS gives such a node" })
  .refine(({ databaseDeleted, databaseRestored }) => !databaseDeleted || databaseRestored !== undefined, { path: ["databaseDeleted"], message: "needs databaseRestored: something must stand in its place" });

/** The parsed settings of the `aws` stack. */
export type AwsSettings = z.infer<typeof awsSettings>;
