import { generateKeyPairSync } from "node:crypto";
import { crc32cOf } from "../../scripts/core/crc32c.ts";
import { manifestBytes, sha256Of, type Manifest, type ManifestDatabase } from "../../scripts/core/manifest.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { signManifest } from "../../scripts/core/signature.ts";
import type { Restored } from "../../scripts/core/verification.ts";

/** A pair of keys as an exporter has them. */
export function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return {
    signingKey: new Secret(privateKey.export({ type: "pkcs8", format: "pem" }).toString()),
    signer: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}

/** A small shop's database, as its manifest tells of it. */
export const shopDatabase: ManifestDatabase = {
  name: "shop",
  owner: "shop",
  encoding: "UTF8",
  locale: { provider: "c", collate: "C.UTF-8", ctype: "C.UTF-8", name: null },
  privileges: null,
  snapshotAt: "2026-11-23T08:07:00.000Z",
  lsn: "0/F1505A8",
  tables: [
    { schema: "public", name: "customers", rows: 40 },
    { schema: "public", name: "orders", rows: 265 },
  ],
  sequences: [{ schema: "public", name: "order_number", lastValue: "265", increment: "1" }],
  extensions: [{ name: "plpgsql", version: "1.0", schema: "pg_catalog" }],
  settings: [],
  notValid: [],
  largeObjects: 1,
  catalogue: { indexes: 3, constraints: 4 },
};

/** What a faithful restore of that database says of itself. */
export const faithful: Restored = {
  tables: shopDatabase.tables,
  sequences: shopDatabase.sequences,
  extensions: shopDatabase.extensions,
  notValid: [],
  largeObjects: 1,
  catalogue: { indexes: 3, constraints: 4 },
  sequencesBehind: [],
};

export const backupName = "20261123T080700Z-0a1b2c";
const sealed = Buffer.from("sealed");

/** One object's bytes, as every backup of these tests has it. */
export const dataObject = { name: `shop/${backupName}/data/000000.age`, body: sealed };

/** A manifest in which nothing is wrong. */
export const manifestOf = (change: Partial<Manifest> = {}): Manifest => ({
  schema: "failover-kit/manifest/1",
  kit: "0.1.0",
  id: backupName,
  kind: "pg_dump-directory",
  service: "shop",
  createdAt: "2026-11-23T08:07:10.000Z",
  snapshotAt: "2026-11-23T08:07:00.000Z",
  source: { host: "10.10.1.5", serverVersion: "17.11", systemIdentifier: "7711288375396446320", lsn: "0/F1505A8" },
  client: { pgDump: "17.11" },
  databases: [shopDatabase],
  roles: [],
  providerRoles: [],
  objects: [
    {
      name: dataObject.name,
      database: "shop",
      path: "toc.dat",
      bytes: sealed.length,
      plainBytes: 4,
      sha256: sha256Of(sealed),
      plainSha256: sha256Of(Buffer.from("open")),
      crc32c: crc32cOf(sealed),
      generation: "1",
    },
  ],
  recipients: ["age1operations"],
  previous: null,
  ...change,
});

/** A manifest and its signature, as they are stored. */
export function signed(manifest: Manifest, { signingKey }: { readonly signingKey: Secret }) {
  const bytes = manifestBytes(manifest);
  return { bytes, signature: Buffer.from(signManifest(bytes, signingKey, "test")) };
}
