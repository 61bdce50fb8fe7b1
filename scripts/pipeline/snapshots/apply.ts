import { cacheObjectName } from "../../core/cache-copy.ts";
import type { Decision, Rotation } from "../../core/retention.ts";
import type { Kind } from "../../core/rotation-rule.ts";
import type { ReceiptKey } from "../../core/receipts.ts";
import type { ObjectStore, Rds } from "../../ports.ts";
import type { Receipts } from "../receipts/receipts.ts";
import type { Sight } from "./look.ts";
import { removeExport } from "./remove-export.ts";
import { removeObjects, type Removed } from "./remove-objects.ts";

type Reach = { readonly objects: Pick<ObjectStore, "list" | "remove">; readonly receipts: Pick<Receipts, "append">; readonly rds: Pick<Rds, "deleteSnapshot">; readonly key: ReceiptKey };
type Place = { readonly bucket: string; readonly service: string };
type Work = { readonly sight: Sight; readonly plan: Readonly<Record<Kind, Rotation>>; readonly told: (removed: Removed) => void };

const ruleOf = ({ reasons }: Decision): string => reasons.map(({ says }) => says).join("; ");
const found = <There extends { readonly id: string }>(all: readonly There[], { id }: Decision): readonly There[] => all.filter((one) => one.id === id);

/** Carries a plan out, oldest first, one after the other; what was done is told as it happens. */
export async function applyRotation(reach: Reach, place: Place, { sight, plan, told }: Work): Promise<readonly Removed[]> {
  const all: Removed[] = [];
  const each = async (kind: Kind, remove: (decision: Decision) => Promise<readonly Removed[]>): Promise<void> => {
    for (const decision of plan[kind].decisions.filter((one) => one.do !== "keep").toReversed()) {
      for (const removed of await remove(decision)) {
        all.push(removed);
        told(removed);
      }
    }
  };
  await each("export", (decision) => Promise.all(found(sight.exports, decision).map((there) => removeExport({ ...reach, ...place }, there, { rule: ruleOf(decision), planned: sight.receipts }))));
  await each("snapshot", async (decision) => {
    await reach.rds.deleteSnapshot(decision.id);
    return [{ id: decision.id, outcome: "removed", because: ruleOf(decision) }];
  });
  await each("cache", (decision) =>
    Promise.all(found(sight.copies, decision).map((there) => removeObjects(reach.objects, place.bucket, there, { manifest: cacheObjectName(place.service, there.id, "manifest.json"), because: ruleOf(decision) }))),
  );
  return all;
}
