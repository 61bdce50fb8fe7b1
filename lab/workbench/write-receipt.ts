import { createHash, createPrivateKey, sign } from "node:crypto";
import type { Place } from "../place.ts";
import { listObjects, readObjects } from "../services/objects.ts";
import { bucket } from "../site/buckets.ts";
import { world } from "../site/world.ts";
import type { Bench } from "./on-host.ts";

type Receipt = { readonly by: string; readonly kind: string; readonly backup: string; readonly manifestSha256: string };

const PUT = 'curl --silent --fail --output /dev/null --data-binary @- "$1/upload/storage/v1/b/$2/o?uploadType=media&name=$3"';
const prefix = `${world.service}/receipts/`;
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const sorted = (value: Readonly<Record<string, unknown>>): string => JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))));

async function objects(place: Place): Promise<readonly string[]> {
  const names = (await listObjects(place, bucket("journal"))).map(({ name }) => name).filter((name) => name.startsWith(prefix));
  return (await readObjects(place, bucket("journal"), names.toSorted())).map((text) => text ?? "");
}

/** The chain of receipts as it lies in the bucket: who said what of which backup, in order. */
export async function receiptsThere(place: Place): Promise<readonly Receipt[]> {
  return (await objects(place)).map((text) => {
    const { by, about } = JSON.parse((JSON.parse(text) as { receipt: string }).receipt) as { by: string; about: Omit<Receipt, "by"> };
    return { by, ...about };
  });
}

/** The verifier's next word, as docs/backup-format.md has it: this backup was restored, and nothing was wrong. A real restore takes a machine and a minute, and is another scenario's. */
export async function sayRestored(place: Place, host: Bench, { backup, manifestSha256 }: Pick<Receipt, "backup" | "manifestSha256">, key: string): Promise<void> {
  const chain = await objects(place);
  const about = sorted({ kind: "verified", backup, manifestSha256, level: 3, passed: true, findings: [], seconds: 20, restoreSeconds: 10 });
  const inner = { schema: "failover-kit/receipt/1", service: world.service, seq: chain.length, previous: sha256(chain.at(-1) ?? ""), at: new Date().toISOString(), by: "verifier", about: JSON.parse(about) as unknown };
  const receipt = sorted(inner);
  const signature = sign(null, Buffer.from(receipt), createPrivateKey(key)).toString("base64");
  const name = `${prefix}${String(chain.length).padStart(8, "0")}.json`;
  await host.run(["sh", "-c", PUT, "sh", world.storageEndpoint, bucket("journal"), encodeURIComponent(name)], { stdin: JSON.stringify({ receipt, signature, signer: "verifier" }) });
}
