import { z } from "zod";
import { appCount, databaseGb, service, sshPublicKey } from "./fields.ts";
import { project, region, zone } from "./standby.ts";

/** What the `gcp` stack can be told. */
export const gcpSettings = z
  .object({
    service,
    project,
    region,
    zone,
    sshPublicKey,
    image: z.string().min(1),
    appCount,
    machineType: z.string().min(1).default("e2-standard-2"),
    databaseMachineType: z.string().min(1).default("n2-highmem-4"),
    databaseGb,
    /** Whether the cache's machine may fetch exports: only where failover.yaml copies a database of the cache. */
    cacheFilled: z.stringbool().default(false),
    /** What the search machine runs on; without it there is none. */
    searchMachineType: z.string().min(1).optional(),
    /** The id of an SSL certificate made beforehand; without one the load balancer speaks plain HTTP only. */
    certificate: z.string().regex(/^(https:\/\/\S+\/)?projects\/[^/]+\/global\/sslCertificates\/[a-z][a-z0-9-]*$/, "must be projects/<project>/global/sslCertificates/<name>").optional(),
  })
  .refine(({ zone, region }) => zone.startsWith(`${region}-`), { path: ["zone"], message: "must lie in the region" });

/** The parsed settings of the `gcp` stack. */
export type GcpSettings = z.infer<typeof gcpSettings>;
