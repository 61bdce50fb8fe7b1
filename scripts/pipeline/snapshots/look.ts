import { keptCopy } from "../../core/copy-facts.ts";
import { keptExport } from "../../core/export-facts.ts";
import { isExpected } from "../../core/errors.ts";
import type { Chain, Kept as KeptReceipt } from "../../core/receipt-chain.ts";
import { rotation, type Kept, type RetentionRule, type Rotation } from "../../core/retention.ts";
import type { Kind } from "../../core/rotation-rule.ts";
import { keptSnapshot } from "../../core/snapshot-facts.ts";
import type { ObjectStore, Rds } from "../../ports.ts";
import type { Receipts } from "../receipts/receipts.ts";
import { observeCopies, type CopyThere } from "./observe-copies.ts";
import { observeExports, type ExportThere } from "./observe-exports.ts";

/** Everything that is kept, as it was found: nothing is decided yet. */
export type Sight = {
  readonly exports: readonly ExportThere[];
  readonly copies: readonly CopyThere[];
  /** All that is left of it was read, so that each checkpoint is held against what it sums up. */
  readonly chain: Chain;
  /** The words of a whole chain; none of a broken one. */
  readonly receipts: readonly KeptReceipt[];
  readonly kept: Readonly<Record<Kind, readonly Kept[]>>;
  /** What could not be looked at, and why. */
  readonly notes: readonly string[];
  /** Why none of a kind may be removed, besides what its own ages say. */
  readonly held: Readonly<Partial<Record<Kind, string>>>;
};

type Reach = { readonly objects: Pick<ObjectStore, "list" | "read">; readonly receipts: Pick<Receipts, "read">; readonly rds: Pick<Rds, "snapshots"> };
type About = { readonly service: string; readonly bucket: string; /** The exporter's public key. */ readonly signer: string; readonly instance: string | undefined; readonly now: Date };

async function lookAtSnapshots(rds: Reach["rds"], { service, instance, now }: About): Promise<{ readonly kept: readonly Kept[]; readonly note?: string }> {
  if (instance === undefined) return { kept: [], note: "failover.yaml has no section 'aws': snapshots at RDS were not looked at" };
  try {
    return { kept: (await rds.snapshots(instance)).map((snapshot) => keptSnapshot(snapshot, service, now)) };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { kept: [], note: `snapshots at RDS could not be looked at: ${error.advice.what}` };
  }
}

/** Looks at the exports, the receipts about them and the snapshots at RDS; AWS may be silent. */
export async function lookAtAll({ objects, receipts, rds }: Reach, about: About): Promise<Sight> {
  // The chain after the bucket: a record of removal that is in it was not too late for what is still there.
  const exports = await observeExports(objects, about);
  const [chain, snapshots, copies] = await Promise.all([receipts.read("all that is left"), lookAtSnapshots(rds, about), observeCopies(objects, about)]);
  const words = chain.state === "whole" ? chain.kept : [];
  return {
    exports,
    copies,
    chain,
    receipts: words,
    kept: { export: exports.map((seen) => keptExport(seen, words)), snapshot: snapshots.kept, cache: copies.map((seen) => keptCopy(seen, about.service, about.now)) },
    notes: [...(chain.state === "whole" ? [] : [`the chain of receipts is broken: ${chain.faults.join("; ")}`]), ...(snapshots.note === undefined ? [] : [snapshots.note])],
    held: chain.state === "whole" ? {} : { export: "the chain of receipts is broken", snapshot: "the chain of the exports' receipts is broken" },
  };
}

/** The plan for every kind. While the exports are held, so are the snapshots: they are what is left when exports fail. */
export function planRotation({ kept, held }: Pick<Sight, "kept" | "held">, rules: Readonly<Record<Kind, RetentionRule>>, now: Date): Readonly<Record<Kind, Rotation>> {
  const exports = rotation(kept.export, rules.export, now, held.export);
  const why = held.snapshot ?? (exports.held === undefined ? undefined : `of the exports, ${exports.held}`);
  return { export: exports, snapshot: rotation(kept.snapshot, rules.snapshot, now, why), cache: rotation(kept.cache, rules.cache, now) };
}
