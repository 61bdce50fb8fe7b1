import { generateKeyPairSync } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../setup/run-tool.ts";

/** A key pair as files hold it. */
export type Keys = { readonly privateKey: string; readonly publicKey: string };
export type BenchKeys = { readonly operations: Keys; readonly exporter: Keys };

/** The operations key and the exporter's signing key, also put where the site's settings say they are. */
export async function makeKeys(site: string): Promise<BenchKeys> {
  const keys = { operations: await ageKeys(), exporter: signingKeys() };
  await mkdir(join(site, "keys/private"), { recursive: true, mode: 0o700 });
  await writeFile(join(site, "keys/private/operations.age"), keys.operations.privateKey, { mode: 0o600 });
  await writeFile(join(site, "keys/operations.pub"), keys.operations.publicKey);
  await writeFile(join(site, "keys/private/exporter-signing.pem"), keys.exporter.privateKey, { mode: 0o600 });
  await writeFile(join(site, "keys/exporter.pub"), keys.exporter.publicKey);
  return keys;
}

/** A pair for age; more recipients and a verifier's identity are made with it, too. */
export async function ageKeys(): Promise<Keys> {
  const privateKey = await runTool({ file: "age-keygen", args: [], timeoutSeconds: 10 });
  const recipient = /^# public key: (\S+)$/m.exec(privateKey)?.[1] ?? "";
  return { privateKey, publicKey: `${recipient}\n` };
}

/** A pair to sign with, for the exporter, a warden or a pruner. */
export function signingKeys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return { privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), publicKey: publicKey.export({ type: "spki", format: "pem" }).toString() };
}
