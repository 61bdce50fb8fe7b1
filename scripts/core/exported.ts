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

export type Exported = z.infer<typeof exportedSchema>;
