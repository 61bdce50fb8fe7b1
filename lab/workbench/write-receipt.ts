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

const PUT_ALL = 'let all = ""; for await (const chunk of process.stdin) all += chunk; const url = process.argv[1]; for (const { name, body } of JSON.parse(all)) { const { ok, status } = await fetch(url + encodeURIComponent(name), { method: "POST", body }); if (!ok) throw new Error(name + ": " + status); }';

type Body = Readonly<Record<string, unknown>>;

/** The object of the receipt that comes after this one, as docs/backup-format.md has it. */
function sealed(seq: number, before: string, { by, about, key }: { readonly by: string; readonly about: Body; readonly key: string }): string {
  const inner = { schema: "failover-kit/receipt/1", service: world.service, seq, previous: sha256(before), at: new Date().toISOString(), by, about: JSON.parse(sorted(about)) as unknown };
  const receipt = sorted(inner);
  const signature = sign(null, Buffer.from(receipt), createPrivateKey(key)).toString("base64");
  return JSON.stringify({ receipt, signature, signer: by });
}

const nameOf = (seq: number): string => `${prefix}${String(seq).padStart(8, "0")}.json`;

/** The verifier's next word, as docs/backup-format.md has it: this backup was restored, and nothing was wrong. A real restore takes a machine and a minute, and is another scenario's. */
export async function sayRestored(place: Place, host: Bench, { backup, manifestSha256 }: Pick<Receipt, "backup" | "manifestSha256">, key: string): Promise<void> {
  const chain = await objects(place);
  const about = { kind: "verified", backup, manifestSha256, level: 3, passed: true, findings: [], seconds: 20, restoreSeconds: 10 };
  const body = sealed(chain.length, chain.at(-1) ?? "", { by: "verifier", about, key });
  await host.run(["sh", "-c", PUT, "sh", world.storageEndpoint, bucket("journal"), encodeURIComponent(nameOf(chain.length))], { stdin: body });
}

/** What the warden says in a week, at once: so many more times that a backup is as it was. */
export async function sayOften(place: Place, host: Bench, { backup, manifestSha256 }: Pick<Receipt, "backup" | "manifestSha256">, { times, key }: { readonly times: number; readonly key: string }): Promise<void> {
  const chain = await objects(place);
  const about = { kind: "verified", backup, manifestSha256, level: 1, passed: true, findings: [], seconds: 1 };
  const all: { readonly name: string; readonly body: string }[] = [];
  let before = chain.at(-1) ?? "";
  for (let more = 0; more < times; more += 1) {
    const seq = chain.length + more;
    before = sealed(seq, before, { by: "warden", about, key });
    all.push({ name: nameOf(seq), body: before });
  }
  const url = `${world.storageEndpoint}/upload/storage/v1/b/${bucket("journal")}/o?uploadType=media&name=`;
  await host.run(["node", "--input-type=module", "--eval", PUT_ALL, url], { stdin: JSON.stringify(all) });
}
