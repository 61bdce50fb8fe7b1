import { z } from "zod";

/** What `failover export --json` tells of a backup. */
export const exportedSchema = z.object({
  id: z.string(),
  snapshotAt: z.string(),
  objects: z.number(),
  bytes: z.number(),
  plainBytes: z.number(),
  seconds: z.number(),
  warnings: z.array(z.object({ kind: z.string(), what: z.string(), remedy: z.string() })),
});

/** What `failover export --check` tells: whether one could be made now, and how long the last one took, where that is known. */
export const canExportSchema = z.object({
  database: z.object({ answers: z.boolean(), because: z.string() }),
  problems: z.array(z.string()),
  databaseBytes: z.number(),
  lastSeconds: z.number().nullable(),
});

export type CanExport = z.infer<typeof canExportSchema>;
export type Exported = z.infer<typeof exportedSchema>;
