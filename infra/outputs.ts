import { z } from "zod";

const machine = z.object({ name: z.string().min(1), address: z.string().min(1) });
const endpoint = z.object({ address: z.string().min(1), port: z.number().int().positive() });
const objects = z.object({ bucket: z.string().min(1) });

/** What the `aws` stack tells: where the primary's machines and managed services answer. */
export const awsOutputs = z.object({
  app: z.array(machine).min(1),
  exporter: machine,
  loadBalancer: z.object({ dnsName: z.string().min(1) }),
  database: endpoint.extend({ name: z.string().min(1), masterUser: z.string().min(1) }),
  cache: endpoint,
  objects,
  /** Only if there is a search domain: its name, which answers over HTTPS. */
  search: z.object({ endpoint: z.string().min(1) }).optional(),
  /** Only if Google's transfer account may read the objects: what the `standby` stack must be told. */
  transfer: z.object({ roleArn: z.string().min(1), queueArn: z.string().min(1) }).optional(),
});

/** What the `standby` stack tells: the parts that the mirror is later built on. */
export const standbyOutputs = z.object({
  network: z.string().min(1),
  subnetwork: z.string().min(1),
  address: z.string().min(1),
  buckets: z.object({
    exports: z.string().min(1),
    journal: z.string().min(1),
    objects: z.string().min(1),
    leases: z.string().min(1),
  }),
  appServiceAccount: z.string().min(1),
  databaseServiceAccount: z.string().min(1),
  searchServiceAccount: z.string().min(1).optional(),
});

/** What the `gcp` stack tells: the mirror's machines, which hold no data until a run restores it. */
export const gcpOutputs = z.object({
  database: machine,
  app: z.array(machine).min(1),
  cache: machine,
  search: z.exactOptional(machine),
  loadBalancer: z.object({ address: z.string().min(1) }),
  objects,
  holdsData: z.literal(false),
  next: z.string().min(1),
});

/** What the `dns` stack tells: which side is active, and the records that a cutover moves. */
export const dnsOutputs = z.object({
  active: z.enum(["aws", "gcp"]),
  zoneId: z.string().min(1),
  records: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string().min(1),
      type: z.enum(["A", "CNAME"]),
      content: z.string().min(1),
      proxied: z.boolean(),
      ttl: z.number().int().positive(),
    }),
  ),
});

/** The parsed outputs of the `aws` stack. */
export type AwsOutputs = z.infer<typeof awsOutputs>;

/** The parsed outputs of the `standby` stack. */
export type StandbyOutputs = z.infer<typeof standbyOutputs>;

/** The parsed outputs of the `gcp` stack. */
export type GcpOutputs = z.infer<typeof gcpOutputs>;

/** The parsed outputs of the `dns` stack. */
export type DnsOutputs = z.infer<typeof dnsOutputs>;
