import { gcsReceipts } from "./gcs-receipts.ts";
import type { Receipts } from "./receipt.ts";
import { s3Receipts } from "./s3-receipts.ts";
import type { ObjectSettings } from "./settings.ts";

/** The receipts in the store that the settings name. */
export function receiptsIn(settings: ObjectSettings): Receipts {
  return settings.kind === "s3" ? s3Receipts(settings) : gcsReceipts(settings);
}
