import type { Chain, Head } from "../../core/receipt-chain.ts";
import { chainReader, pinOf, receiptPlace } from "../../steps/read-receipts.ts";
import { storeTime } from "../verify/record.ts";
import type { Reach } from "./reach.ts";

/** The chain as it lies there now, what this machine had seen of it before, and the store's own time, by which receipts age. */
export type ReceiptsRead = { readonly chain: Chain; readonly seenBefore: Head | undefined; readonly storeNow: number };

/** Reads the receipts, where somebody signs them. */
export async function readReceipts({ project, ports, now }: Reach): Promise<ReceiptsRead | undefined> {
  const { written, directory } = project;
  if (written.warden === undefined && written.verification?.signer === undefined) return undefined;
  const place = await receiptPlace(written, directory, ports.files);
  const pin = pinOf(directory, ports.files);
  const seenBefore = await pin.read();
  const chain = await chainReader({ objects: ports.objects, pin }, place)();
  return { chain, seenBefore, storeNow: await storeTime(ports.objects, place, chain, now.getTime()) };
}
