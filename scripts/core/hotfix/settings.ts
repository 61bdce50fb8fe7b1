import { z } from "zod";

const word = z.string().min(1, "must not be empty");
const path = z.string().startsWith("/", "must begin with '/'");

/** How a release is built, watched and spread. Everything may be left out. */
export const hotfixSection = z.strictObject({
  build: z.strictObject({ repository: word, command: word, artifact: word, limitMinutes: z.int().positive().default(30) }).optional(),
  probes: z.array(z.strictObject({ path, status: z.int().min(100).max(599).default(200) })).default([]),
  countersPath: path.optional(),
  settleSeconds: z.int().positive().default(30),
  watchSeconds: z.int().positive().default(60),
  maxFailedShare: z.number().min(0).max(1).default(0.02),
  batchSize: z.int().positive().default(1),
});

export type HotfixSettings = z.infer<typeof hotfixSection>;

/** The section as it is, or as it is when nothing is said. */
export const hotfixOf = ({ hotfix }: { readonly hotfix?: HotfixSettings | undefined }): HotfixSettings => hotfix ?? hotfixSection.parse({});
