import { resolveSettings, type Settings } from "../../scripts/core/settings.ts";
import { schema } from "../../scripts/core/settings-schema.ts";

const written = schema.parse({
  version: 1,
  service: "shop",
  storage: { endpoint: "http://192.0.2.20:4443", buckets: { state: "shop-state", exports: "shop-exports", journal: "shop-journal", objects: "shop-objects", leases: "shop-leases" } },
  google: { project: "shop", region: "europe-west1", zone: "europe-west1-b" },
  cloudflare: { endpoint: "http://192.0.2.10/client/v4", zoneId: "zone-1", token: "$CLOUDFLARE_API_TOKEN" },
  names: [
    { name: "direct.shop.example.com", proxied: false, ttl: 60 },
    { name: "shop.example.com", proxied: true, ttl: 1 },
  ],
  resolvers: ["192.0.2.53"],
  ssh: { user: "admin", identityFile: "keys/ssh" },
  database: { name: "shop", owner: "shop", ownerPassword: "$SHOP_DATABASE_PASSWORD" },
  application: { port: 8080, healthPath: "/healthz", variablesFile: "site-vars.yml", secrets: ["$PAYMENT_KEY"] },
  export: {
    source: { host: "10.10.1.1", user: "exporter", password: "$EXPORTER_DATABASE_PASSWORD", databases: ["shop"] },
    recipients: ["keys/operations.pub"],
    signingKey: "$FAILOVER_SIGNING_KEY_FILE",
    signer: "keys/exporter.pub",
  },
  recovery: { fenceSeconds: 12, identity: "$FAILOVER_OPERATIONS_IDENTITY" },
  pulumi: { passphraseFile: "$PULUMI_CONFIG_PASSPHRASE_FILE" },
});

/** A small shop's settings; the value of each variable is its name in lower case. */
export const exampleSettings: Settings = resolveSettings(written, { file: "failover.yaml", needs: [], valueOf: (variable) => variable.toLowerCase() });
