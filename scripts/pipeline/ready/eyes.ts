import type { Eyes } from "./check.ts";
import type { Reach } from "./reach.ts";
import { readArchive } from "./read-archive.ts";
import { readReceipts } from "./read-receipts.ts";
import { readZone } from "./read-zone.ts";

/** Eyes that read the archive, the receipts and the zone once, when the first check asks, whoever else asks. */
export function openEyes(reach: Reach): Eyes {
  const receipts = once(() => readReceipts(reach));
  // The receipts have a check of their own: whatever is wrong with them is no reason to see no backup.
  const archive = once(async () => readArchive(reach, await receipts().then((read) => read?.chain.kept ?? [], () => [])));
  return { ...reach, archive, receipts, zone: once(() => readZone(reach)) };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => (reading ??= read());
}
