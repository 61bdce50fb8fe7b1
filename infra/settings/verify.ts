import { z } from "zod";
import { databaseGb, service, sshPublicKey } from "./fields.ts";
import { project, region } from "./standby.ts";

/** What the `verify` stack can be told: the same words as the `gcp` stack, for its one machine. */
export const verifySettings = z
  .object({
    service,
    project,
    region,
    zone: z.string().regex(/^[a-z]+-[a-z]+\d+-[a-z]$/, "must be a zone like europe-west1-b"),
    sshPublicKey,
    image: z.string().min(1),
    databaseMachineType: z.string().min(1).default("n2-highmem-4"),
    databaseGb,
  })
  .refine(({ zone, region }) => zone.startsWith(`${region}-`), { path: ["zone"], message: "must lie in the region" });

/** The parsed settings of the `verify` stack. */
export type VerifySettings = z.infer<typeof verifySettings>;
