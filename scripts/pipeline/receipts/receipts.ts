import { FailoverError } from "../../core/errors.ts";
import { sha256Of } from "../../core/manifest.ts";
import type { Chain, Kept } from "../../core/receipt-chain.ts";
import { openReceipt, receiptName, receiptsPrefix, sealReceipt, type Receipt, type ReceiptKey, type SignerName } from "../../core/receipts.ts";
import { Secret } from "../../core/secret.ts";
import type { Clock, Files, ObjectStore } from "../../ports.ts";
import { chainReader, pinOf, receiptPlace, type ChainReader, type Pin, type ReceiptPlace } from "../../steps/read-receipts.ts";
import { inProject, type Project } from "../project.ts";

/** Each lost race means that somebody else's receipt was written; so many in a row are no race. */
const MOST_TRIES = 30;

/** What the next receipt shall say in the light of those before it; undefined when nothing is left to say. */
export type Decide = (kept: readonly Kept[], chain: WholeChain) => Receipt["about"] | undefined;
export type WholeChain = Extract<Chain, { readonly state: "whole" }>;

export type Receipts = {
  readonly where: string;
  /** The chain as it lies there now, each of its faults named; a whole one moves the pinned head forward. */
  readonly read: ChainReader;
  /** Adds one receipt, whoever else adds at the same time. Asks `decide` anew after each lost race. Refuses to go on from a broken chain. */
  readonly append: (key: ReceiptKey, decide: Decide) => Promise<Added | undefined>;
};

/** A receipt that was added, and when the store took it. */
export type Added = { readonly receipt: Receipt; readonly sha256: string; readonly storedAt: string };

type Reach = { readonly objects: Pick<ObjectStore, "list" | "read" | "create">; readonly clock: Pick<Clock, "now">; readonly pin: Pin };

/** A service's receipts, to read and to add to. */
export function receiptsOf({ objects, clock, pin }: Reach, place: ReceiptPlace): Receipts {
  const { bucket, service, signers } = place;
  const where = `gs://${bucket}/${receiptsPrefix(service)}`;
  const read = chainReader({ objects, pin }, place);

  const append = async (key: ReceiptKey, decide: Decide): Promise<Added | undefined> => {
    for (let tried = 0; tried < MOST_TRIES; tried += 1) {
      const chain = await read();
      if (chain.state === "broken") throw new FailoverError("RECEIPTS_BROKEN", { where, faults: chain.faults });
      const about = decide(chain.kept, chain);
      if (about === undefined) return undefined;
      const seq = chain.head === undefined ? 0 : chain.head.seq + 1;
      const bytes = sealReceipt({ service, seq, previous: chain.head?.sha256 ?? null, at: clock.now().toISOString(), about }, key);
      // One that others would not believe would break the chain for good.
      const opened = openReceipt(bytes, { service, seq, signers });
      if ("problem" in opened) throw new FailoverError("RECEIPT_REFUSED", { signer: key.name, path: key.path, problem: opened.problem });
      const { receipt } = opened;
      const stored = await objects.create(bucket, receiptName(service, seq), bytes);
      // After an answer that got lost, the name is taken by what we sent.
      const isOurs = stored !== "exists" || Buffer.from((await objects.read(bucket, receiptName(service, seq))) ?? []).equals(bytes);
      if (!isOurs) continue;
      const sha256 = sha256Of(bytes);
      await pin.forward({ seq, sha256 });
      return { receipt, sha256, storedAt: stored === "exists" ? receipt.at : stored.createdAt };
    }
    throw new FailoverError("RECEIPTS_BUSY", { where, tries: MOST_TRIES });
  };

  return { where, read, append };
}

/** The receipts of a project's service, with the head pinned in the project. */
export async function projectReceipts(project: Project, ports: { readonly files: Files; readonly clock: Pick<Clock, "now">; readonly objects: Reach["objects"] }): Promise<Receipts> {
  const place = await receiptPlace(project.written, project.directory, ports.files);
  return receiptsOf({ ...ports, pin: pinOf(project.directory, ports.files) }, place);
}

/** A private key to sign receipts with, from the file that a setting's variable names. */
export async function receiptKey(name: SignerName, path: string, project: Project, files: Pick<Files, "read">): Promise<ReceiptKey> {
  const pem = await files.read(inProject(project, path));
  if (pem === undefined) throw new FailoverError("FILE_MISSING", { path, purpose: `the ${name} signs receipts with it` });
  return { name, path, pem: new Secret(pem) };
}
