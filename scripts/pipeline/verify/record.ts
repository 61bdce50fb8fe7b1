import { dueCheckpoint } from "../../core/checkpoint-due.ts";
import { dueReceipts, told } from "../../core/receipts-due.ts";
import type { Chain, Kept } from "../../core/receipt-chain.ts";
import { receiptName, type About, type ReceiptKey } from "../../core/receipts.ts";
import type { ObjectStore } from "../../ports.ts";
import type { Receipts } from "../receipts/receipts.ts";
import type { LevelResult } from "./level.ts";

/** The store's own time, from how old it says its newest receipt is. Ours where there is none. */
export async function storeTime(objects: Pick<ObjectStore, "look">, place: { readonly bucket: string; readonly service: string }, { newest }: Pick<Chain, "newest">, ours: number): Promise<number> {
  if (newest === undefined) return ours;
  const looked = await objects.look(place.bucket, receiptName(place.service, newest.seq));
  return looked === undefined ? ours : Date.parse(newest.storedAt) + looked.ageSeconds * 1000;
}

type Occasion = { readonly receipts: Receipts; readonly key: ReceiptKey; readonly now: number; readonly sayAgainSeconds: number };

/** Seen, and verified. */
const MOST_OF_ONE = 2;

/** Writes what level 1 found that no receipt says yet; how many receipts that made. */
export async function recordLevel1(result: LevelResult, { receipts, key, now, sayAgainSeconds }: Occasion): Promise<number> {
  let written = 0;
  // Oldest first, as they came.
  for (const [index, backup] of [...result.backups.entries()].toReversed()) {
    const next = (kept: readonly Kept[]): About | undefined => dueReceipts(backup, index === 0, { kept, now, sayAgainSeconds })[0];
    for (let said = 0; said < MOST_OF_ONE && (await receipts.append(key, next)) !== undefined; said += 1) written += 1;
  }
  return written;
}

/** Writes what a higher level found of each backup it looked at. */
export async function recordLevel({ level, backups }: LevelResult, { receipts, key }: Pick<Occasion, "receipts" | "key">): Promise<number> {
  for (const { id: backup, manifestSha256, findings, seconds, restoreSeconds } of backups) {
    const measured = restoreSeconds === undefined ? {} : { restoreSeconds };
    await receipts.append(key, () => ({ kind: "verified", backup, manifestSha256, level, passed: findings.length === 0, findings: told(findings), seconds, ...measured }));
  }
  return backups.length;
}

/** Sums up what the receipts said so far, once so many have come since that was done last. */
export async function recordCheckpoint({ receipts, key }: Pick<Occasion, "receipts" | "key">, every?: number): Promise<boolean> {
  return (await receipts.append(key, (_, chain) => dueCheckpoint(chain, every))) !== undefined;
}
