import pLimit from "p-limit";
import { isBackupId, manifestName, servicePrefix } from "../../core/backup-names.ts";
import type { ExportSeen } from "../../core/export-facts.ts";
import { sha256Of } from "../../core/manifest.ts";
import type { ObjectStore, StoredObject } from "../../ports.ts";
import { byId } from "./by-id.ts";

const AT_A_TIME = 16;

export type ExportThere = Omit<ExportSeen, "objects"> & { readonly objects: readonly StoredObject[] };

/** Every backup in the bucket, whole or not, with all that lies under its name. */
export async function observeExports(objects: Pick<ObjectStore, "list" | "read">, { bucket, service }: { readonly bucket: string; readonly service: string }): Promise<readonly ExportThere[]> {
  const there = byId(await objects.list(bucket, servicePrefix(service)), servicePrefix(service), isBackupId);
  const limit = pLimit(AT_A_TIME);
  const seen = async (id: string, all: readonly StoredObject[]): Promise<ExportThere> => {
    const manifest = all.find(({ name }) => name === manifestName(service, id));
    const bytes = manifest === undefined ? undefined : await objects.read(bucket, manifest.name);
    return { id, objects: all, manifest: manifest === undefined || bytes === undefined ? undefined : { createdAt: manifest.createdAt, sha256: sha256Of(bytes) } };
  };
  return Promise.all([...there].map(([id, all]) => limit(() => seen(id, all))));
}
