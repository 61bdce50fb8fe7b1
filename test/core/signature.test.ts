import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { manifestBytes } from "../../scripts/core/manifest.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { isSignedBy, signManifest } from "../../scripts/core/signature.ts";
import { keyPair, manifestOf, shopDatabase, signed } from "../support/backups.ts";

const exporter = keyPair();
const bytes = manifestBytes(manifestOf());
const signature = signManifest(bytes, exporter.signingKey, "key");

test("the exporter's own manifest is recognized, also with a newline after the signature", () => {
  expect(isSignedBy(bytes, `${signature}\n`, exporter.signer, "signer")).toBe(true);
});

test("one flipped bit, anywhere in the manifest, is refused", () => {
  fc.assert(
    fc.property(fc.nat({ max: bytes.length * 8 - 1 }), (bit) => {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(isSignedBy(flipped, signature, exporter.signer, "signer")).toBe(false);
    }),
  );
});

test("a row count that somebody changed is refused", () => {
  const changed = manifestOf({ databases: [{ ...shopDatabase, tables: [{ schema: "public", name: "orders", rows: 264 }] }] });
  expect(isSignedBy(manifestBytes(changed), signature, exporter.signer, "signer")).toBe(false);
});

test.each([
  ["another exporter's", () => Buffer.from(signed(manifestOf(), keyPair()).signature).toString()],
  ["an empty", () => ""],
  ["half a", () => signature.slice(0, 40)],
  ["a meaningless", () => "no base64 at all"],
])("%s signature is refused", (_, other) => {
  expect(isSignedBy(bytes, other(), exporter.signer, "signer")).toBe(false);
});

test.each([
  ["no key", "nonsense"],
  ["an RSA key", generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
])("%s cannot sign, and is not printed", (_, pem) => {
  const sign = () => signManifest(bytes, new Secret(pem), "keys/exporter.key");
  expect(sign).toThrow(expect.objectContaining({ code: "SIGNING_KEY_UNUSABLE", message: expect.not.stringContaining(pem) as string }));
});

test("a public key that is none is an error, not a signature that does not fit", () => {
  expect(() => isSignedBy(bytes, signature, "nonsense", "keys/exporter.pub")).toThrow("keys/exporter.pub holds no Ed25519 public key");
});
