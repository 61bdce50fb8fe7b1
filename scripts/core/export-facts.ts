import type { Kept as KeptReceipt } from "./receipt-chain.ts";
import type { Kept } from "./retention.ts";

/** What lies in the bucket under one backup's name; the times are the store's. */
export type ExportSeen = {
  readonly id: string;
  readonly manifest: { readonly createdAt: string; readonly sha256: string } | undefined;
  readonly objects: readonly { readonly name: string; readonly createdAt: string; readonly lockedUntil?: string | undefined }[];
};

export type Level = 1 | 2 | 3;
const levels: readonly Level[] = [1, 2, 3];

/** The newest word on each level about exactly this manifest. */
function verdicts(receipts: readonly KeptReceipt[], { id, manifest }: ExportSeen): ReadonlyMap<Level, { readonly passed: boolean; readonly at: string }> {
  const found = new Map<Level, { readonly passed: boolean; readonly at: string }>();
  for (const { receipt, storedAt } of receipts) {
    const { about } = receipt;
    if (about.backup !== id || about.manifestSha256 !== manifest?.sha256) continue;
    if (about.kind === "seen") found.set(1, { passed: true, at: storedAt });
    if (about.kind === "verified") found.set(about.level, { passed: about.passed, at: storedAt });
  }
  return found;
}

/** Whether anybody has ever said anything about it: only of what had a manifest can one speak. */
const isSpokenOf = (receipts: readonly KeptReceipt[], id: string): boolean => receipts.some(({ receipt }) => receipt.about.backup === id);

/** The signed record of its removal, if there is one. */
export const removalOf = (receipts: readonly KeptReceipt[], id: string): KeptReceipt | undefined => receipts.find(({ receipt }) => receipt.about.kind === "removed" && receipt.about.backup === id);

const latest = (times: readonly string[]): string | undefined => times.toSorted().at(-1);

/** An export as the rotation sees it: what the receipts say of it, and when the store says that it came. */
export function keptExport(seen: ExportSeen, receipts: readonly KeptReceipt[]): Kept {
  const of = verdicts(receipts, seen);
  const isDamaged = levels.some((level) => of.get(level)?.passed === false);
  const proven = of.get(3);
  const lockedUntil = latest(seen.objects.flatMap((object) => object.lockedUntil ?? []));
  return {
    id: seen.id,
    createdAt: seen.manifest?.createdAt ?? latest(seen.objects.map(({ createdAt }) => createdAt)) ?? new Date(0).toISOString(),
    isOurs: true,
    soundness: isDamaged ? "damaged" : of.size > 0 ? "sound" : "unknown",
    ...(seen.manifest === undefined && !isSpokenOf(receipts, seen.id) ? { isUnfinished: true } : {}),
    isGoing: removalOf(receipts, seen.id) !== undefined,
    ...(proven?.passed === true ? { provenAt: proven.at } : {}),
    ...(lockedUntil === undefined ? {} : { lockedUntil }),
  };
}
