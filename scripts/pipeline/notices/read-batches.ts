import { batchesPrefix, batchSchema, type Batch } from "../../core/notices/shared-progress.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { eachInTurn } from "../all-ended.ts";
import type { Ledger } from "../ledger.ts";

/** What a machine said in the bucket, and how long ago by the store's clock. */
export type Seen = { readonly batch: Batch; readonly ageSeconds: number };

const AT_A_TIME = 16;

/** Everything the bucket holds of a notice's progress, whoever wrote it. */
export async function batchesOf({ objects, buckets, service }: Ledger, notice: string): Promise<readonly Seen[]> {
  const names = (await objects.list(buckets.journal, batchesPrefix(service, notice))).map(({ name }) => name);
  const seen = await eachInTurn(names, AT_A_TIME, async (name): Promise<readonly Seen[]> => {
    const found = await objects.look(buckets.journal, name);
    return found === undefined ? [] : [{ batch: parseJsonFrom(batchSchema, new TextDecoder().decode(found.body), name), ageSeconds: found.ageSeconds }];
  });
  return seen.flat();
}
