import { sha256Of } from "../../scripts/core/manifest.ts";
import type { Head, StoredReceipt } from "../../scripts/core/receipt-chain.ts";
import { receiptName, sealReceipt, type About, type ReceiptKey, type SignerName, type Signers } from "../../scripts/core/receipts.ts";
import type { Pin } from "../../scripts/steps/read-receipts.ts";
import { keyPair } from "./backups.ts";

const pairs = { warden: keyPair(), verifier: keyPair(), pruner: keyPair() };

/** The public keys of a project. */
export const signers: Signers = {
  warden: { path: "keys/warden.pub", pem: pairs.warden.signer },
  verifier: { path: "keys/verifier-signing.pub", pem: pairs.verifier.signer },
  pruner: { path: "keys/pruner.pub", pem: pairs.pruner.signer },
};

/** The private key of one of them. */
export const keyOf = (name: keyof typeof pairs & SignerName): ReceiptKey => ({ name, path: `keys/private/${name}.pem`, pem: pairs[name].signingKey });

/** The first sight of the n-th backup. */
export const sight = (n: number): About => ({
  kind: "seen",
  backup: `20261123T08${String(n).padStart(2, "0")}00Z-0a1b2c`,
  manifestSha256: sha256Of(Buffer.from(`manifest ${n}`)),
  storedAt: "2026-11-23T08:07:10.000Z",
  snapshotAt: "2026-11-23T08:07:00.000Z",
  bytes: n,
});

/** A whole chain of so many receipts of the warden's. */
export function chainOf(count: number, service = "shop"): readonly StoredReceipt[] {
  const objects: StoredReceipt[] = [];
  for (let seq = 0; seq < count; seq += 1) {
    const before = objects.at(-1);
    const body = { service, seq, previous: before === undefined ? null : sha256Of(before.bytes), at: "2026-11-23T08:08:00.000Z", about: sight(seq) };
    objects.push({ name: receiptName(service, seq), bytes: sealReceipt(body, keyOf("warden")), storedAt: "2026-11-23T08:08:01.000Z" });
  }
  return objects;
}

/** A pin that is kept in no file, and shows where it stands. */
export function memoryPin(start?: Head): Pin & { head: Head | undefined } {
  const pin: Pin & { head: Head | undefined } = {
    head: start,
    read: async () => pin.head,
    forward: async (head) => void (pin.head = head),
  };
  return pin;
}
