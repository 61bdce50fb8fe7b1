import { manifestName, servicePrefix } from "../../core/backup-names.ts";
import { removalOf } from "../../core/export-facts.ts";
import type { Kept } from "../../core/receipt-chain.ts";
import type { ReceiptKey } from "../../core/receipts.ts";
import type { ObjectStore } from "../../ports.ts";
import type { Receipts } from "../receipts/receipts.ts";
import type { ExportThere } from "./observe-exports.ts";
import { removeObjects, type Removed } from "./remove-objects.ts";

type Reach = { readonly objects: Pick<ObjectStore, "list" | "remove">; readonly receipts: Pick<Receipts, "append">; readonly key: ReceiptKey; readonly bucket: string; readonly service: string };

/** The newest receipt about it, which every checkpoint carries. */
const newestAbout = (receipts: readonly Kept[], id: string): number | undefined => receipts.findLast(({ receipt }) => receipt.about.backup === id)?.receipt.seq;

/**
 * Removes one export in an order that is safe to break off anywhere: the signed record, then the manifest, then the
 * rest. From the record on the chain tells that it goes; until the manifest is gone it is whole and can be restored;
 * after that nothing takes it for a backup, and the next rotation, which finds the record, removes what is left.
 */
export async function removeExport({ objects, receipts, key, bucket, service }: Reach, there: ExportThere, { rule, planned }: { readonly rule: string; readonly planned: readonly Kept[] }): Promise<Removed> {
  const { id, manifest } = there;
  let because = "its removal had begun";
  if (removalOf(planned, id) === undefined) {
    if (manifest === undefined) return removeRemains({ objects, bucket, service }, there, rule);
    const known = newestAbout(planned, id);
    const written = await receipts.append(key, (now) => (newestAbout(now, id) === known ? { kind: "removed", backup: id, manifestSha256: manifest.sha256, rule } : undefined));
    if (written === undefined) return { id, outcome: "kept", because: "somebody verified or removed it meanwhile" };
    because = rule;
  }
  return removeObjects(objects, bucket, there, { manifest: manifestName(service, id), because });
}

/** Removes what an export left that broke off, unless something came to it since it was seen. Nobody ever took it for a backup, so no record tells that it goes. */
async function removeRemains({ objects, bucket, service }: Pick<Reach, "objects" | "bucket" | "service">, there: ExportThere, rule: string): Promise<Removed> {
  const known = new Set(there.objects.map(({ name, generation }) => `${name} ${generation}`));
  const now = await objects.list(bucket, `${servicePrefix(service)}${there.id}/`);
  if (now.some(({ name, generation }) => !known.has(`${name} ${generation}`))) return { id: there.id, outcome: "kept", because: "something came to it meanwhile" };
  return removeObjects(objects, bucket, there, { manifest: manifestName(service, there.id), because: rule });
}
