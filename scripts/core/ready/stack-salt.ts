import { createDecipheriv, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";

/** What Pulumi hides in a stack's salt, encrypted with the passphrase: `sdk/go/common/resource/config/crypt.go` and `pkg/secrets/passphrase` of pulumi/pulumi. */
const CANARY = "pulumi";
const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const TAG_BYTES = 16;

/** "unlike": the salt is not in the form that Pulumi 3 writes. */
export type Opens = "opens" | "other passphrase" | "unlike";

const derive = promisify(pbkdf2);

/** Whether a passphrase opens a stack, by the canary in the `encryptionsalt` of its own file: `v1:<salt>:v1:<nonce>:<sealed>`. */
export async function opensStack(encryptionSalt: string, passphrase: string): Promise<Opens> {
  const [version, salt = "", sealedVersion, nonce = "", sealed = "", ...rest] = encryptionSalt.split(":");
  const bytes = Buffer.from(sealed, "base64");
  if (version !== "v1" || sealedVersion !== "v1" || salt === "" || nonce === "" || bytes.length <= TAG_BYTES || rest.length > 0) return "unlike";
  const key = await derive(passphrase, Buffer.from(salt, "base64"), ITERATIONS, KEY_BYTES, "sha256");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const plain = decipher.update(bytes.subarray(0, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    return "other passphrase";
  }
  return plain.toString() === CANARY ? "opens" : "unlike";
}
