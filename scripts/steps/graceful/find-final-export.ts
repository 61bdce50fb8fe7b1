import { servicePrefix } from "../../core/backup-names.ts";
import type { Candidate } from "../../core/backup-soundness.ts";
import type { Manifest } from "../../core/manifest.ts";
import type { Ports } from "../../ports.ts";
import { exporterKey, manifestsIn, readCandidate } from "../read-candidate.ts";
import type { Context } from "../step.ts";

/** A run's own export is among the newest: nothing else is exported while its exporter is at work. */
const NEWEST = 20;

export type FoundExport = Candidate & { readonly manifest: Manifest };

/** The newest backup whose signed manifest names this run; undefined while there is none. */
export async function findFinalExport({ objects, files }: Pick<Ports, "objects" | "files">, { settings, projectDirectory, run }: Context): Promise<FoundExport | undefined> {
  const { service, storage } = settings;
  const bucket = storage.buckets.exports;
  const signer = await exporterKey(files, settings.export.signer, projectDirectory);
  const newest = manifestsIn(service, await objects.list(bucket, servicePrefix(service))).slice(0, NEWEST);
  const read = await Promise.all(newest.map((found) => readCandidate(objects, bucket, service, found, signer)));
  for (const one of read) {
    if (one === undefined || !one.signed || "unreadable" in one.manifest || one.manifest.forRun !== run) continue;
    return { ...one, manifest: one.manifest };
  }
  return undefined;
}
