import { z } from "zod";
import type { Manifest } from "./manifest.ts";
import { unitStatusSchema } from "./unit-status.ts";

const safe = z.string().regex(/^[A-Za-z0-9_.-]+$/);

/** All that the database host needs to restore a backup; the operations key travels beside it, never in it. */
export const restoreJobSchema = z.object({
  run: safe,
  attempt: z.int().positive(),
  service: z.string(),
  backup: z.object({ id: safe, manifestName: z.string(), manifestSha256: z.string() }),
  bucket: z.string(),
  endpoint: z.string().nullable(),
  project: z.string(),
  /** The exporter's public key, PEM. */
  signer: z.string(),
  /** What a backup of a single database is restored as, and the role the application connects as. */
  database: z.object({ name: z.string(), owner: z.string() }),
  limitSeconds: z.int().positive(),
});

/** What `agent restore-begin` reads on standard input. */
export const restoreRequestSchema = z.object({ job: restoreJobSchema, identity: z.string(), passwords: z.record(z.string(), z.string()).default({}) });

/** Where a restore stands, as its unit last wrote it. */
export const restoreStatusSchema = unitStatusSchema.extend({ bytes: z.number() });

/** The row that says a database is whole: written last, in the database itself. */
export const markerSchema = z.object({ backup: z.string(), manifestSha256: z.string(), run: z.string(), unit: z.string(), seconds: z.number(), bytes: z.number() });

/** What `agent restore-state` prints. */
export const restoreStateSchema = z.object({ marker: markerSchema.nullable(), liveUnit: z.string().nullable() });

export type RestoreJob = z.infer<typeof restoreJobSchema>;
export type RestoreStatus = z.infer<typeof restoreStatusSchema>;
export type Marker = z.infer<typeof markerSchema>;
export type RestoreState = z.infer<typeof restoreStateSchema>;

/** A backup of a single database is restored under the name the settings give; several keep their own. */
export const nameOnTarget = (manifest: Pick<Manifest, "databases">, source: string, settings: { readonly name: string }): string =>
  manifest.databases.length === 1 ? settings.name : source;

/** The unit one attempt runs as. */
export const unitName = ({ run, attempt }: Pick<RestoreJob, "run" | "attempt">): string => `failover-restore-${run}-${attempt}`;

/** Matches the units of every attempt of a run; of "*", those of any. */
export const unitPattern = (run: string): string => `failover-restore-${run}-*`;

const RUN_DIRECTORY = "/run/failover";

/** Plain files of a restore: on the disk that also takes the database, and gone when the unit ends. */
export const WORK_DIRECTORY = "/var/lib/postgresql/failover-restore";

/** Where a run keeps its job, its key and its progress on the host: in memory only. */
export const hostPaths = (run: string) => ({
  directory: `${RUN_DIRECTORY}/${run}`,
  identity: `${RUN_DIRECTORY}/${run}/identity`,
  job: `${RUN_DIRECTORY}/${run}/job.json`,
  status: `${RUN_DIRECTORY}/${run}/restore.json`,
  /** What the server is to keep of each role's new password. */
  logins: `${RUN_DIRECTORY}/${run}/logins`,
});

const KEPT_DIRECTORY = "/var/lib/failover/restored";

/** What a restore leaves for its verification: the manifest, and of each database, by its place in it, what the source said of every object. */
export const keptPaths = (run: string) => ({
  all: KEPT_DIRECTORY,
  directory: `${KEPT_DIRECTORY}/${run}`,
  manifest: `${KEPT_DIRECTORY}/${run}/manifest.json`,
  catalogue: (place: number) => `${KEPT_DIRECTORY}/${run}/catalogue-${place}.json`,
});

const SLOWEST_BYTES_PER_SECOND = 500_000;
const LEAST_SECONDS = 15 * 60;

/** How long a restore may take at most: a tenth of the slowest speed measured, and never less than a quarter of an hour. */
export const limitSecondsFor = (plainBytes: number): number => LEAST_SECONDS + Math.ceil(plainBytes / SLOWEST_BYTES_PER_SECOND);
