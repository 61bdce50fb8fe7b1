import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../../daemon/lab.ts";
import { copyObjects, type CopyRoute } from "../../services/copy-objects.ts";
import { s3Endpoint } from "../aws/bucket.ts";
import { defaultHandler } from "../default-handler.ts";
import { record, text } from "../fields.ts";
import type { Fields, Handler } from "../handler.ts";
import { storageEndpoint } from "./bucket.ts";

const TYPE = "gcp:storage/transferJob:TransferJob";
/** Real ones take minutes at times; a rehearsal has none to spare, and its orders come by the second. */
const PAUSE_SECONDS = 1;

const copiers = new WeakMap<Lab, Promise<void>>();

/** A transfer job of the Storage Transfer Service: while AWS answers, it really copies from the S3 bucket into the other. */
export const transferJob: Handler = {
  async create(wanted, lab) {
    const made = await defaultHandler.create(wanted, lab);
    // https://cloud.google.com/storage-transfer/docs/reference/rest/v1/transferJobs: a name of the service's own making begins like this.
    return { ...made, outputs: { ...made.outputs, name: `transferJobs/${wanted.name}` } };
  },
  async settle(lab) {
    if (!copiers.has(lab)) copiers.set(lab, copyForEver(lab));
  },
};

/** Each way that an enabled job copies, once: the events' and the sweep's are the same here. */
export function routes(jobs: readonly { readonly inputs: Fields }[]): readonly CopyRoute[] {
  const enabled = jobs.filter(({ inputs }) => text(inputs, "status", "ENABLED") === "ENABLED");
  const ways = enabled.map(({ inputs }) => {
    const spec = record(inputs, "transferSpec");
    return { s3: s3Endpoint, source: text(record(spec, "awsS3DataSource"), "bucketName"), storage: storageEndpoint, sink: text(record(spec, "gcsDataSink"), "bucketName") };
  });
  const whole = ways.filter(({ source, sink }) => source !== "" && sink !== "");
  return [...new Map(whole.map((way) => [`${way.source} ${way.sink}`, way])).values()];
}

async function copyForEver(lab: Lab): Promise<void> {
  const known = new Map<string, Map<string, string>>();
  let told = "";
  for (;;) {
    await sleep(PAUSE_SECONDS * 1000, undefined, { ref: false });
    for (const route of routes(lab.inventory.list("gcp", TYPE))) {
      if (lab.isDark()) continue;
      const way = `${route.source} to ${route.sink}`;
      const seen = known.get(way) ?? new Map<string, string>();
      known.set(way, seen);
      const trouble = await copyObjects(route, seen, () => !lab.isDark()).then(() => "", (error: unknown) => String(error));
      // The bucket in AWS may not be there yet, or AWS has just gone dark.
      if (trouble !== "" && trouble !== told) lab.say(`objects from ${way}: ${trouble}`);
      told = trouble;
    }
  }
}
