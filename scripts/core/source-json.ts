import { z } from "zod";

const instant = z.iso.datetime();

/** Something that was asked of the source's surroundings: what was answered, or why it could not be told. */
const told = <T extends z.ZodType>(value: T) => z.union([z.object({ value }), z.object({ untold: z.string() })]);

/** RDS's own words; a restored instance is given the same. */
const instance = z.looseObject({
  identifier: z.string(),
  class: z.string(),
  storageType: z.string(),
  allocatedGb: z.number(),
  multiAz: z.boolean(),
  engineVersion: z.string(),
  parameterGroup: z.string(),
});

/** `source.json` beside a manifest: what the source was when the backup was made. What could not be told says so and why. */
export const sourceJsonSchema = z.object({
  schema: z.literal("failover-kit/source/1"),
  service: z.string(),
  backup: z.string(),
  takenAt: instant,
  server: z.object({ host: z.string(), port: z.number(), version: z.string(), from: z.enum(["live", "replica", "snapshot"]) }),
  databases: z.array(z.object({ name: z.string(), bytes: z.number() })),
  instance: told(instance),
  /** The parameters that a person set in the instance's group. */
  parameters: told(z.object({ group: z.string(), values: z.record(z.string(), z.string()) })),
  application: told(z.object({ version: z.string(), artifactSha256: z.string().nullable() })),
  schemaVersion: told(z.string()),
});

export type SourceJson = z.infer<typeof sourceJsonSchema>;
