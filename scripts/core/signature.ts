import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { FailoverError } from "./errors.ts";
import type { Secret } from "./secret.ts";

function ed25519(read: () => KeyObject, source: string, kind: "private" | "public"): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch {
    throw new FailoverError("SIGNING_KEY_UNUSABLE", { source, kind });
  }
  if (key.asymmetricKeyType !== "ed25519") throw new FailoverError("SIGNING_KEY_UNUSABLE", { source, kind });
  return key;
}

/** The base64 text of `manifest.sig`: an Ed25519 signature of the manifest's exact bytes. */
export function signManifest(bytes: Uint8Array, privateKeyPem: Secret, source: string): string {
  const key = ed25519(() => createPrivateKey(privateKeyPem.reveal()), source, "private");
  return sign(null, bytes, key).toString("base64");
}

/** Whether these exact bytes were signed by the owner of this public key. */
export function isSignedBy(bytes: Uint8Array, signature: string, publicKeyPem: string, source: string): boolean {
  const key = ed25519(() => createPublicKey(publicKeyPem), source, "public");
  const raw = Buffer.from(signature.trim(), "base64");
  return raw.length === 64 && verify(null, bytes, key, raw);
}
