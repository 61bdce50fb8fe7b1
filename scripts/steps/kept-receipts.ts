import { isExpected } from "../core/errors.ts";
import type { Kept } from "../core/receipt-chain.ts";
import type { Files, ObjectStore } from "../ports.ts";
import { chainReader, pinOf, receiptPlace } from "./read-receipts.ts";

type Reach = { readonly objects: Pick<ObjectStore, "list" | "read">; readonly files: Pick<Files, "read" | "write">; readonly say: (line: string) => void };

/** What the receipts say, where somebody signs them. Whatever is wrong with them is told, and is no reason to restore nothing. */
export async function keptReceipts({ objects, files, say }: Reach, settings: Parameters<typeof receiptPlace>[0], projectDirectory: string): Promise<readonly Kept[]> {
  if (settings.warden === undefined && settings.verification?.signer === undefined) return [];
  try {
    const place = await receiptPlace(settings, projectDirectory, files);
    const chain = await chainReader({ objects, pin: pinOf(projectDirectory, files) }, place)();
    if (chain.state === "broken") say(`the receipts are no whole chain, only the first ${chain.count} count: ${chain.faults.join("; ")}`);
    return chain.kept;
  } catch (error) {
    if (isExpected(error) && error.code === "COMMAND_STOPPED") throw error;
    say(`the receipts could not be read, so the choice rests on the backups alone: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}
