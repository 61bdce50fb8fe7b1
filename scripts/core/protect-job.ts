import { z } from "zod";
import { unitStatusSchema } from "./unit-status.ts";

const safe = z.string().regex(/^[A-Za-z0-9_.-]+$/);

/** All that the database host needs to make its first export; keys travel beside it, never in it. */
export const protectJobSchema = z.object({
  run: safe,
  attempt: z.int().positive(),
  service: z.string(),
  /** Left out: every one. */
  databases: z.array(z.string()).nonempty().optional(),
  store: z.object({ endpoint: z.string(), region: z.string(), bucket: z.string() }),
  /** Texts of the public keys that can open it. */
  recipients: z.array(z.string()).nonempty(),
  /** The mirror's public signing key, PEM. */
  signer: z.string(),
  jobs: z.int().positive(),
  limitSeconds: z.int().positive(),
});

/** What only this host's memory may hold, and only while it works. */
export const protectKeysSchema = z.object({ identity: z.string(), signingKey: z.string(), accessKeyId: z.string(), secretAccessKey: z.string() });

/** What `agent-protect-begin` reads on standard input. */
export const protectRequestSchema = z.object({ job: protectJobSchema, keys: protectKeysSchema });

/** A backup that was read back whole from where it lies. */
const verifiedBackup = z.object({ id: z.string(), manifestSha256: z.string(), snapshotAt: z.string(), objects: z.number(), bytes: z.number() });

/** Where it stands, as its unit last wrote it. */
export const protectStatusSchema = unitStatusSchema.extend({
  /** Set when the state is "done". */
  backup: verifiedBackup.nullable(),
});

/** What `agent-protect-state` prints. */
export const protectStateSchema = z.object({ status: protectStatusSchema.nullable(), liveUnit: z.string().nullable() });

export type ProtectJob = z.infer<typeof protectJobSchema>;
export type ProtectKeys = z.infer<typeof protectKeysSchema>;
export type ProtectStatus = z.infer<typeof protectStatusSchema>;
export type ProtectState = z.infer<typeof protectStateSchema>;
export type VerifiedBackup = z.infer<typeof verifiedBackup>;

/** The unit one attempt runs as. */
export const protectUnit = ({ run, attempt }: Pick<ProtectJob, "run" | "attempt">): string => `failover-protect-${run}-${attempt}`;

/** Matches the units of every attempt of a run; "*" those of any. */
export const protectUnits = (run: string): string => `failover-protect-${run}-*`;

/** The dump until it is sealed, and what is read back to verify it: on the disk of the database. */
export const PROTECT_DIRECTORY = "/var/lib/postgresql/failover-protect";

/** Job, keys and progress on the host: in memory only. */
export const protectPaths = (run: string) => {
  const directory = `/run/failover/${run}/protect`;
  return { directory, keys: `${directory}/keys.json`, identity: `${directory}/identity`, job: `${directory}/job.json`, status: `${directory}/status.json`, recipients: `${directory}/recipients` };
};
