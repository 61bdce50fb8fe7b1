import { copiedDatabases } from "../../core/cache-plan.ts";
import { cacheFindings } from "../../core/ready/cache.ts";
import { exporterKey } from "../../steps/read-candidate.ts";
import { newestCopy } from "../cache/newest-copy.ts";
import { STORE_LIMIT_SECONDS, type Check, type Eyes } from "./check.ts";

/** What becomes of each database of the cache. */
export const cache: Check = {
  id: "cache",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async (eyes) => cacheFindings(eyes.project.written.cache, await copiedAt(eyes), eyes.now),
};

async function copiedAt({ project, ports }: Eyes): Promise<string | undefined> {
  const { cache: written, service, storage, export: exporting } = project.written;
  if (copiedDatabases(written).length === 0) return undefined;
  const { pem } = await exporterKey(ports.files, exporting.signer, project.directory);
  return (await newestCopy(ports.objects, { bucket: storage.buckets.exports, service, signer: pem }))?.copiedAt;
}
