import { adoptedText, type AdoptedObjects } from "../core/adopted-objects.ts";
import { CANARY_NAME, lagSeconds, readCanary } from "../core/canary.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import type { Ports } from "../ports.ts";
import type { Step } from "./step.ts";

const ID = "adopt-objects";
/** Millions of objects take minutes to count, and nobody waits for the number. */
const COUNTING_SECONDS = 120;

/** Says what the mirror's objects bucket holds and how much may be missing. The mirror uses it as it is; AWS is not asked. */
export const adoptObjects: Step = {
  id: ID,
  title: "Adopt the objects that were copied",
  needs: ["stand-up"],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async (ports, context) => {
    const { bucket } = readGcpOutputs(context.output("stand-up")).objects;
    if (context.settings.objects === undefined) {
      return { nothing: "failover.yaml has no section 'objects': nothing is copied from AWS, and the bucket is used as it is", bucket };
    }
    const named = context.settings.storage.buckets.objects;
    if (named !== bucket) ports.operator.say(`the mirror uses ${bucket}, and failover.yaml names ${named}: comparisons and canaries were of another bucket`);
    const adopted = await count(ports, bucket, await canaryIn(ports, bucket));
    ports.operator.say(adoptedText(adopted));
    return adopted;
  },
};

async function count({ listing, operator, clock }: Ports, bucket: string, canary: AdoptedObjects["canary"]): Promise<AdoptedObjects> {
  const until = clock.elapsed() + COUNTING_SECONDS;
  let found = { objects: 0, bytes: 0, newestAt: "" };
  let countedAll = true;
  for await (const page of listing.pages(bucket, undefined)) {
    const own = page.filter(({ name }) => name !== CANARY_NAME);
    found = {
      objects: found.objects + own.length,
      bytes: own.reduce((sum, { bytes }) => sum + bytes, found.bytes),
      newestAt: own.reduce((newest, { writtenAt }) => (writtenAt > newest ? writtenAt : newest), found.newestAt),
    };
    operator.progress(ID, `${found.objects} objects`);
    countedAll = clock.elapsed() < until;
    if (!countedAll) break;
  }
  return { bucket, ...found, newestAt: found.newestAt === "" ? null : found.newestAt, countedAll, canary };
}

/** The canary as its copy tells it: when it was written, and when its copy was. */
async function canaryIn({ listing, objects }: Ports, bucket: string): Promise<AdoptedObjects["canary"]> {
  const canary = readCanary(await objects.read(bucket, CANARY_NAME));
  if (canary === undefined) return null;
  for await (const page of listing.pages(bucket, CANARY_NAME.slice(0, -1))) {
    const copiedAt = page.find(({ name }) => name === CANARY_NAME)?.writtenAt;
    return copiedAt === undefined ? null : { writtenAt: canary.writtenAt, copiedAt, lagSeconds: lagSeconds(canary, copiedAt) };
  }
  return null;
}
