import { z } from "zod";
import type { ManifestDatabase } from "./manifest.ts";
import { differences, restoredSchema } from "./verification.ts";

/** What `agent-examine` is asked on standard input: whether the backup has content sums to compare, and the service's own question, asked as its role. */
export const examinationSchema = z.strictObject({
  sums: z.boolean(),
  smoke: z.strictObject({ query: z.string(), role: z.string() }).nullable(),
  limitSeconds: z.int().positive(),
});

/** What it answers: all that the database says of itself, what is broken in it, and what is wrong with the service's answer. */
export const examinedSchema = restoredSchema.extend({ corruption: z.array(z.string()), smoke: z.string().nullable(), /** What could not be made in two tries, and what to type. */ unmade: z.array(z.string()).default([]) });

export type Examination = z.infer<typeof examinationSchema>;
export type Examined = z.infer<typeof examinedSchema>;

/** Every reason not to trust a backup whose restored database was examined; none means it has passed. */
export const findingsIn = (expected: ManifestDatabase, examined: Examined): readonly string[] => [
  ...differences(expected, examined),
  ...examined.unmade,
  ...examined.corruption,
  ...(examined.smoke === null ? [] : [examined.smoke]),
];
