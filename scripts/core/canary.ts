import { z } from "zod";

/** One object, written over and over: what it says tells how late the copies are, also when AWS is gone. */
export const CANARY_NAME = "failover-canary.json";

export const canarySchema = z.object({ schema: z.literal("failover-kit/canary/1"), id: z.string(), writtenAt: z.iso.datetime() });
export type Canary = z.infer<typeof canarySchema>;

/** What one measurement found, kept in the project for 'ready'; no lag means that it did not arrive while somebody waited. */
export const canaryEvidenceSchema = z.object({
  schema: z.literal("failover-kit/canary-evidence/1"),
  id: z.string(),
  writtenAt: z.iso.datetime(),
  lagSeconds: z.number().nonnegative().nullable(),
  waitedSeconds: z.number().nonnegative(),
});
export type CanaryEvidence = z.infer<typeof canaryEvidenceSchema>;

export const canaryBody = (canary: Canary): Uint8Array => Buffer.from(`${JSON.stringify(canary)}\n`);

/** What a canary's copy says; undefined for anything that is none. */
export function readCanary(body: Uint8Array | undefined): Canary | undefined {
  try {
    return body === undefined ? undefined : canarySchema.safeParse(JSON.parse(Buffer.from(body).toString())).data;
  } catch {
    return undefined;
  }
}

/** From when a canary was written to when its copy was; clocks of two machines may differ by a little, so never below nothing. */
export const lagSeconds = ({ writtenAt }: Pick<Canary, "writtenAt">, copiedAt: string): number => Math.max(0, (Date.parse(copiedAt) - Date.parse(writtenAt)) / 1000);
