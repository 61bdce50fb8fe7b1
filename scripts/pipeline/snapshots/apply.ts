import type { Decision, Rotation } from "../../core/retention.ts";
import type { ReceiptKey } from "../../core/receipts.ts";
import type { ObjectStore, Rds } from "../../ports.ts";
import type { Receipts } from "../receipts/receipts.ts";
import type { Kind, Sight } from "./look.ts";
import { removeExport, type Removed } from "./remove-export.ts";

type Reach = { readonly objects: Pick<ObjectStore, "remove">; readonly receipts: Pick<Receipts, "append">; readonly rds: Pick<Rds, "deleteSnapshot">; readonly key: ReceiptKey };
type Place = { readonly bucket: string; readonly service: string };

const goes = (decision: Decision): boolean => decision.do !== "keep";
const ruleOf = ({ reasons }: Decision): string => reasons.map(({ says }) => says).join("; ");

/** Carries a plan out, oldest first, one after the other; what was done is told as it happens. */
export async function applyRotation(reach: Reach, place: Place, { sight, plan, told }: { sight: Sight; plan: Readonly<Record<Kind, Rotation>>; told: (removed: Removed) => void }): Promise<readonly Removed[]> {
  const all: Removed[] = [];
  const note = (removed: Removed): void => {
    all.push(removed);
    told(removed);
  };
  for (const decision of plan.export.decisions.filter(goes).toReversed()) {
    const there = sight.exports.find(({ id }) => id === decision.id);
    if (there !== undefined) note(await removeExport({ ...reach, ...place }, there, { rule: ruleOf(decision), planned: sight.receipts }));
  }
  for (const decision of plan.snapshot.decisions.filter(goes).toReversed()) {
    await reach.rds.deleteSnapshot(decision.id);
    note({ id: decision.id, outcome: "removed", because: ruleOf(decision) });
  }
  return all;
}
