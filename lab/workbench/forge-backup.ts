import { createPrivateKey, sign } from "node:crypto";
import { bucket } from "../site/buckets.ts";
import { world } from "../site/world.ts";
import type { Bench } from "./on-host.ts";

/** What a broken exporter does: it loses the end of the largest data file, and tells more rows of a table than there were. Everything it writes is encrypted, hashed and signed as it should be. */
export type Forgery = { readonly from: string; readonly as: string; readonly moreRowsOf: string; readonly moreRows: number };
export type ForgersKeys = { readonly identity: string; readonly recipients: readonly string[]; readonly signingKey: string };

const KEPT = 0.7;

/** Runs where the exporter runs. Copies a backup object by object under another id, and answers with the manifest's text. */
const COPY = `
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
const { endpoint, bucket, service, from, as, moreRowsOf, moreRows, kept, identity, recipients } = JSON.parse(readFileSync(0, "utf8"));
const directory = mkdtempSync("/run/forge-");
const file = (name) => directory + "/" + name;
writeFileSync(file("identity"), identity, { mode: 0o600 });
writeFileSync(file("recipients"), recipients.join("\\n"));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const read = async (name) => Buffer.from(await (await fetch(endpoint + "/storage/v1/b/" + bucket + "/o/" + encodeURIComponent(name) + "?alt=media")).arrayBuffer());
const create = async (name, body) => (await fetch(endpoint + "/upload/storage/v1/b/" + bucket + "/o?uploadType=media&name=" + encodeURIComponent(name), { method: "POST", body })).json();
const age = (args, input) => execFileSync("age", args, { input, maxBuffer: 2 ** 30 });
const before = await read(service + "/" + from + "/manifest.json");
const manifest = JSON.parse(before);
const [largest] = [...manifest.objects].sort((a, b) => b.plainBytes - a.plainBytes);
for (const object of manifest.objects) {
  let body = await read(object.name);
  if (object.name === largest.name) {
    const plain = age(["--decrypt", "--identity", file("identity")], body);
    const short = plain.subarray(0, Math.floor(plain.length * kept));
    body = age(["--encrypt", "--recipients-file", file("recipients")], short);
    Object.assign(object, { bytes: body.length, sha256: sha256(body), plainBytes: short.length, plainSha256: sha256(short) });
  }
  object.name = object.name.replace(from, as);
  const { crc32c, generation } = await create(object.name, body);
  Object.assign(object, { crc32c, generation });
}
rmSync(directory, { recursive: true });
manifest.id = as;
manifest.previous = sha256(before);
const doctored = manifest.databases[0].tables.find(({ name }) => name === moreRowsOf);
doctored.rows += moreRows;
process.stdout.write(JSON.stringify(manifest) + "\\n");`;

const PUT = 'curl --silent --fail --output /dev/null --data-binary @- "$1/upload/storage/v1/b/$2/o?uploadType=media&name=$3"';

/** Puts a backup into the bucket that every signature and every hash calls sound, and that is not. */
export async function forgeBackup(exporter: Bench, { from, as, ...lies }: Forgery, { identity, recipients, signingKey }: ForgersKeys): Promise<void> {
  const { service, storageEndpoint: endpoint } = world;
  const asked = { endpoint, bucket: bucket("exports"), service, from, as, kept: KEPT, identity, recipients, ...lies };
  const manifest = await exporter.run(["node", "--input-type=module", "--eval", COPY], { stdin: JSON.stringify(asked), timeoutSeconds: 60 });
  const signature = sign(null, Buffer.from(manifest), createPrivateKey(signingKey)).toString("base64");
  const put = (name: string, body: string) => exporter.run(["sh", "-c", PUT, "sh", endpoint, bucket("exports"), encodeURIComponent(`${service}/${as}/${name}`)], { stdin: body });
  await put("manifest.sig", signature);
  await put("manifest.json", manifest);
}
