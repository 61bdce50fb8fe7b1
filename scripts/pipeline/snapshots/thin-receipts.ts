import pLimit from "p-limit";
import { thinnableBefore } from "../../core/checkpoint-due.ts";
import { numberIn, type Chain } from "../../core/receipt-chain.ts";
import { receiptsPrefix, type ReceiptKey } from "../../core/receipts.ts";
import type { ObjectStore, StoredObject } from "../../ports.ts";
import type { Receipts } from "../receipts/receipts.ts";

const AT_A_TIME = 16;

type Place = { readonly bucket: string; readonly service: string };

/** Receipts that a checkpoint stands for: those below `before` may go; `going` are those that the bucket does not keep by its own rule. */
export type Thinning = { readonly before: number; readonly there: number; readonly going: readonly StoredObject[] };

/** Which receipts need not be kept any more; none of a chain that is not whole. */
export async function planThinning(objects: Pick<ObjectStore, "list">, { bucket, service }: Place, { chain, minimumAgeDays, now }: { readonly chain: Chain; readonly minimumAgeDays: number; readonly now: Date }): Promise<Thinning> {
  const listed = (await objects.list(bucket, receiptsPrefix(service))).filter(({ name }) => numberIn(service, name) !== undefined);
  if (chain.state === "broken") return { before: 0, there: listed.length, going: [] };
  const before = Math.max(thinnableBefore(chain, minimumAgeDays), chain.thinned?.receipt.about.before ?? 0);
  const isFree = ({ lockedUntil }: StoredObject): boolean => lockedUntil === undefined || Date.parse(lockedUntil) <= now.getTime();
  return { before, there: listed.length, going: listed.filter((one) => (numberIn(service, one.name) ?? before) < before && isFree(one)) };
}

/** What came of it: the bucket may have kept some by its own rule. */
export type Thinned = { readonly before: number; readonly removed: number; readonly kept: number };

type Reach = { readonly objects: Pick<ObjectStore, "remove">; readonly receipts: Pick<Receipts, "append">; readonly key: ReceiptKey };

/** Removes receipts after a signed record that says which: whatever else is missing is missed. What a broken off thinning left, the next one removes. */
export async function thinReceipts({ objects, receipts, key }: Reach, bucket: string, { before, going }: Thinning, progress: (done: number) => void): Promise<Thinned> {
  if (going.length === 0) return { before, removed: 0, kept: 0 };
  await receipts.append(key, (_, { thinned }) => ((thinned?.receipt.about.before ?? 0) >= before ? undefined : { kind: "thinned", before }));
  const limit = pLimit(AT_A_TIME);
  let done = 0;
  const outcomes = await Promise.all(
    going.map(({ name, generation }) =>
      limit(async () => {
        const removal = await objects.remove(bucket, name, generation);
        progress((done += 1));
        return removal === "removed" || removal === "was gone";
      }),
    ),
  );
  const removed = outcomes.filter(Boolean).length;
  return { before, removed, kept: outcomes.length - removed };
}
