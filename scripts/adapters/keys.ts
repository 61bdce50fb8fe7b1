import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { armor, Decrypter, Encrypter, generateIdentity, identityToRecipient } from "age-encryption";
import type { Keys } from "../world.ts";

function addIdentities(decrypter: Decrypter, identity: string): void {
  for (const line of identity.split("\n").map((text) => text.trim())) if (line.startsWith("AGE-SECRET-KEY-")) decrypter.addIdentity(line);
}

/** Fresh keys, and the public half of those there are. */
export const keys: Keys = {
  passphrase: () => `${randomBytes(32).toString("base64url")}\n`,
  opens: async (identity, sealed) => {
    const decrypter = new Decrypter();
    try {
      addIdentities(decrypter, identity);
      await decrypter.decrypt(sealed);
      return "opened";
    } catch (error) {
      return { because: error instanceof Error ? error.message : String(error) };
    }
  },
  seal: async (recipients, text) => {
    const encrypter = new Encrypter();
    for (const recipient of recipients) encrypter.addRecipient(recipient);
    return armor.encode(await encrypter.encrypt(text));
  },
  unseal: async (identity, sealed) => {
    const decrypter = new Decrypter();
    try {
      addIdentities(decrypter, identity);
      return await decrypter.decrypt(armor.decode(sealed), "text");
    } catch (error) {
      return { because: error instanceof Error ? error.message : String(error) };
    }
  },
  age: {
    make: async () => `${await generateIdentity()}\n`,
    publicOf: async (identity) => `${await identityToRecipient(identity.split("\n").find((line) => line.startsWith("AGE-SECRET-KEY-")) ?? "")}\n`,
  },
  signing: {
    make: async () => generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicOf: async (pem) => createPublicKey(createPrivateKey(pem)).export({ type: "spki", format: "pem" }).toString(),
  },
};
