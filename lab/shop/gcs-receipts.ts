import { expectOk, receiptOf, type Receipts } from "./receipt.ts";
import type { ObjectSettings } from "./settings.ts";

/** Receipts in Cloud Storage, by its JSON API. */
export function gcsReceipts({ endpoint, bucket, token }: Extract<ObjectSettings, { kind: "gs" }>): Receipts {
  const authorization = `Bearer ${token}`;
  return {
    async store(order) {
      const { name, body } = receiptOf(order);
      await expectOk(await fetch(`${endpoint}/upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(name)}`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body,
        signal: AbortSignal.timeout(2000),
      }));
    },
    async ping() {
      await expectOk(await fetch(`${endpoint}/storage/v1/b/${bucket}`, { headers: { authorization }, signal: AbortSignal.timeout(1000) }));
    },
  };
}
