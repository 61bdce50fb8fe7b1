import { AwsClient } from "aws4fetch";
import { expectOk, receiptOf, type Receipts } from "./receipt.ts";
import type { ObjectSettings } from "./settings.ts";

/** Receipts in S3, by requests signed with SigV4, the bucket named in the path. */
export function s3Receipts(settings: Extract<ObjectSettings, { kind: "s3" }>): Receipts {
  const { accessKeyId, secretAccessKey, region, endpoint, bucket } = settings;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3", retries: 0 });
  return {
    async store(order) {
      const { name, body } = receiptOf(order);
      await expectOk(await client.fetch(`${endpoint}/${bucket}/${name}`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body,
        signal: AbortSignal.timeout(2000),
      }));
    },
    async ping() {
      await expectOk(await client.fetch(`${endpoint}/${bucket}`, { method: "HEAD", signal: AbortSignal.timeout(1000) }));
    },
  };
}
