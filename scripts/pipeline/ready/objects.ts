import { join } from "node:path";
import { z } from "zod";
import { CANARY_NAME, canaryEvidenceSchema, lagSeconds, readCanary } from "../../core/canary.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { objectsFindings, type ObjectsKnown } from "../../core/ready/objects.ts";
import { STORE_LIMIT_SECONDS, type Check, type Eyes } from "./check.ts";

const count = z.number();
const comparisonKept = z.object({ endedAt: z.iso.datetime(), objects: count, complete: z.boolean(), counts: z.object({ same: count, sameSize: count, missing: count, different: count, underWay: count, extra: count, undecided: count }) });

/** How late and how complete the copies of the service's files are, by what was measured last. */
export const objects: Check = {
  id: "objects",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async (eyes) => {
    const section = eyes.project.written.objects;
    if (section === undefined) return objectsFindings({ canary: undefined, comparison: undefined }, undefined, eyes.now);
    const [here, there, comparison] = await Promise.all([kept(eyes, "objects-canary.json", canaryEvidenceSchema), arrived(eyes), kept(eyes, "objects-comparison.json", comparisonKept)]);
    return objectsFindings({ canary: newer(here, there), comparison }, section.maxLagMinutes, eyes.now);
  },
};

type Measured = ObjectsKnown["canary"];

/** Somebody else may have measured since. */
const newer = (here: Measured, there: Measured): Measured => (here !== undefined && (there === undefined || here.writtenAt >= there.writtenAt) ? here : there);

/** The canary that lies among the copies, whoever sent it. */
async function arrived({ project, ports }: Eyes): Promise<Measured> {
  const bucket = project.written.storage.buckets.objects;
  const [body, listed] = await Promise.all([ports.objects.read(bucket, CANARY_NAME), ports.objects.list(bucket, CANARY_NAME)]);
  const canary = readCanary(body);
  const stored = listed.find(({ name }) => name === CANARY_NAME);
  if (canary === undefined || stored === undefined) return undefined;
  const lag = lagSeconds(canary, stored.createdAt);
  return { writtenAt: canary.writtenAt, lagSeconds: lag, waitedSeconds: lag };
}

async function kept<T>({ project, ports }: Eyes, file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const path = join(project.directory, ".failover", file);
  const text = await ports.files.read(path);
  return text === undefined ? undefined : parseJsonFrom(schema, text, path);
}
