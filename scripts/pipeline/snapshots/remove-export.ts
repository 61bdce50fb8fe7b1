import { manifestName } from "../../core/backup-names.ts";
import { removalOf } from "../../core/export-facts.ts";
import type { Kept } from "../../core/receipt-chain.ts";
import type { ReceiptKey } from "../../core/receipts.ts";
import type { ObjectStore } from "../../ports.ts";
import type { Receipts } from "../receipts/receipts.ts";
import type { ExportThere } from "./observe-exports.ts";

/** "kept": the bucket's own rule forbids it still, or somebody said something about it meanwhile. Nothing is wrong then. */
export type Removed = { readonly id: string; readonly outcome: "removed" | "kept"; readonly because: string };

type Reach = { readonly objects: Pick<ObjectStore, "remove">; readonly receipts: Pick<Receipts, "append">; readonly key: ReceiptKey; readonly bucket: string; readonly service: string };

const aboutIt = (receipts: readonly Kept[], id: string): number => receipts.filter(({ receipt }) => receipt.about.backup === id).length;

/**
 * Removes one export in an order that is safe to break off anywhere: the signed record, then the manifest, then the
 * rest. From the record on the chain tells that it goes; until the manifest is gone it is whole and can be restored;
 * after that nothing takes it for a backup, and the next rotation, which finds the record, removes what is left.
 */
export async function removeExport({ objects, receipts, key, bucket, service }: Reach, there: ExportThere, { rule, planned }: { readonly rule: string; readonly planned: readonly Kept[] }): Promise<Removed> {
  const { id, manifest } = there;
  let because = "its removal had begun";
  if (removalOf(planned, id) === undefined) {
    if (manifest === undefined) return { id, outcome: "kept", because: "it has no manifest" };
    const known = aboutIt(planned, id);
    const written = await receipts.append(key, (now) => (aboutIt(now, id) === known ? { kind: "removed", backup: id, manifestSha256: manifest.sha256, rule } : undefined));
    if (written === undefined) return { id, outcome: "kept", because: "somebody verified or removed it meanwhile" };
    because = rule;
  }
  const isManifest = (name: string): boolean => name === manifestName(service, id);
  const inOrder = there.objects.toSorted((a, b) => Number(isManifest(b.name)) - Number(isManifest(a.name)));
  for (const { name, generation } of inOrder) {
    const removal = await objects.remove(bucket, name, generation);
    // The manifest came last, so what keeps it keeps the rest no longer than it.
    if (typeof removal === "object") return { id, outcome: "kept", because: removal.kept };
    if (removal === "changed") return { id, outcome: "kept", because: `${name} is not the object that was seen` };
  }
  return { id, outcome: "removed", because };
}
