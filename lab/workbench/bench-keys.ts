import { generateKeyPairSync } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../setup/run-tool.ts";

/** A key pair as files hold it. */
export type Keys = { readonly privateKey: string; readonly publicKey: string };
export type BenchKeys = Readonly<Record<"operations" | "offline" | "verifier" | "exporter" | "warden" | "verifierSigning" | "pruner", Keys>>;

/** Every key that the site's settings name, put where they say it is; the offline key's private half is carried away. */
export async function makeKeys(site: string): Promise<BenchKeys> {
  const [operations, offline, verifier] = await Promise.all([ageKeys(), ageKeys(), ageKeys()]);
  const keys = { operations, offline, verifier, exporter: signingKeys(), warden: signingKeys(), verifierSigning: signingKeys(), pruner: signingKeys() };
  await mkdir(join(site, "keys/private"), { recursive: true, mode: 0o700 });
  const places: readonly (readonly [Keys, publicName: string, privateName?: string])[] = [
    [keys.operations, "operations", "operations.age"], [keys.offline, "offline"], [keys.verifier, "verifier", "verifier.age"],
    [keys.exporter, "exporter", "exporter-signing.pem"], [keys.warden, "warden", "warden-signing.pem"],
    [keys.verifierSigning, "verifier-signing", "verifier-signing.pem"], [keys.pruner, "pruner", "pruner-signing.pem"],
  ];
  for (const [pair, publicName, privateName] of places) {
    await writeFile(join(site, `keys/${publicName}.pub`), pair.publicKey);
    if (privateName !== undefined) await writeFile(join(site, "keys/private", privateName), pair.privateKey, { mode: 0o600 });
  }
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
