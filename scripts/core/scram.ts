import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import type { Secret } from "./secret.ts";

const ROUNDS = 4096;
const BYTES = 32;

/**
 * What a PostgreSQL server keeps of a password. Made here, so that the password itself never reaches the server, its
 * log or its list of statements: https://www.postgresql.org/docs/17/catalog-pg-authid.html
 */
export function scramVerifier(password: Secret, saltHex: string): string {
  const salt = Buffer.from(saltHex, "hex");
  const salted = pbkdf2Sync(password.reveal().normalize("NFKC"), salt, ROUNDS, BYTES, "sha256");
  const keyed = (key: Uint8Array, text: string): Buffer => createHmac("sha256", key).update(text).digest();
  const stored = createHash("sha256").update(keyed(salted, "Client Key")).digest("base64");
  return `SCRAM-SHA-256$${ROUNDS}:${salt.toString("base64")}$${stored}:${keyed(salted, "Server Key").toString("base64")}`;
}
