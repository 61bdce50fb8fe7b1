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
  /** Only a verification needs it: a failover stands on an older `standby` as well. */
  verifierServiceAccount: z.string().min(1).optional(),
  /** The machine that looks at every backup; left out when the stack's file names none. */
  warden: machine.optional(),
});

/** What the `gcp` stack tells: the mirror's machines, which hold no data until a run restores it. */
export const gcpOutputs = z.object({
  database: machine,
  app: z.array(machine).min(1),
  cache: machine,
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

/** What the `verify` stack tells: the one machine that an export is restored on to prove it. */
export const verifyOutputs = z.object({ database: machine });

/** The parsed outputs of the `aws` stack. */
export type AwsOutputs = z.infer<typeof awsOutputs>;

/** The parsed outputs of the `standby` stack. */
export type StandbyOutputs = z.infer<typeof standbyOutputs>;

/** The parsed outputs of the `gcp` stack. */
export type GcpOutputs = z.infer<typeof gcpOutputs>;

/** The parsed outputs of the `dns` stack. */
export type DnsOutputs = z.infer<typeof dnsOutputs>;

/** The parsed outputs of the `verify` stack. */
export type VerifyOutputs = z.infer<typeof verifyOutputs>;
