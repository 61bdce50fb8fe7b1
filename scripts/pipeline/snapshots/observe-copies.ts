import pLimit from "p-limit";
import { isBackupId } from "../../core/backup-names.ts";
import { cachePrefix } from "../../core/cache-copy.ts";
import type { CopySeen } from "../../core/copy-facts.ts";
import type { Files, ObjectStore, StoredObject } from "../../ports.ts";
import { exporterKey } from "../../steps/read-candidate.ts";
import { signedCopy } from "../cache/newest-copy.ts";
import type { Project } from "../project.ts";
import { byId } from "./by-id.ts";

const AT_A_TIME = 16;

export type CopyThere = Omit<CopySeen, "objects"> & { readonly objects: readonly StoredObject[] };

/** Every copy of the cache in the bucket, whole or not, with all that lies under its name. */
export async function observeCopies(objects: Pick<ObjectStore, "list" | "read">, where: { readonly bucket: string; readonly service: string; readonly signer: string }): Promise<readonly CopyThere[]> {
  const limit = pLimit(AT_A_TIME);
  const there = byId(await objects.list(where.bucket, cachePrefix(where.service)), cachePrefix(where.service), isBackupId);
  return Promise.all([...there].map(([id, all]) => limit(async () => ({ id, objects: all, manifest: await signedCopy(objects, where, id) }))));
}

/** The public key of whoever signs copies of the cache: the exporter's. */
export const exporterSigner = async ({ written, directory }: Project, files: Pick<Files, "read">): Promise<string> => (await exporterKey(files, written.export.signer, directory)).pem;
