import { readSettings, resolveSettings, type Settings } from "../../scripts/core/settings.ts";

/** A whole, sound failover.yaml. */
export const settingsText = `version: 1
service: shop
storage:
  endpoint: http://127.0.0.1:4443
  buckets: { state: shop-state, exports: shop-exports, journal: shop-journal, objects: shop-objects, leases: shop-leases }
google: { project: acme-recovery, region: europe-west1, zone: europe-west1-b }
cloudflare:
  zoneId: 023e105f4ecef8ad9ca31a8372d0c353
  token: $CLOUDFLARE_API_TOKEN
names:
  - { name: shop.example.com, proxied: true, ttl: 1 }
resolvers: [192.0.2.53]
ssh: { user: admin, identityFile: keys/ssh }
database: { name: shop, owner: shop, ownerPassword: $SHOP_DATABASE_PASSWORD }
application:
  port: 8080
  healthPath: /healthz
  variablesFile: site-vars.yml
  secrets: [$SHOP_SESSION_KEY]
export:
  source: { host: db.internal, user: exporter, password: $EXPORTER_PASSWORD, databases: [shop] }
  recipients: [keys/operations.pub]
  signingKey: $FAILOVER_SIGNING_KEY_FILE
  signer: keys/exporter.pub
recovery: { identity: $FAILOVER_OPERATIONS_IDENTITY }
pulumi: { passphraseFile: $PULUMI_CONFIG_PASSPHRASE_FILE }
`;

/** Values for every variable the settings name. */
export const variables: Readonly<Record<string, string>> = {
  CLOUDFLARE_API_TOKEN: "token-not-for-printing",
  SHOP_DATABASE_PASSWORD: "password-not-for-printing",
  SHOP_SESSION_KEY: "session-not-for-printing",
  EXPORTER_PASSWORD: "exporter-not-for-printing",
  FAILOVER_SIGNING_KEY_FILE: "/keys/exporter.pem",
  FAILOVER_OPERATIONS_IDENTITY: "/keys/operations.key",
  PULUMI_CONFIG_PASSPHRASE_FILE: "/keys/passphrase",
};

/** The same, as the kit sees them. */
export const settings = (): Settings =>
  resolveSettings(readSettings(settingsText, "failover.yaml"), { file: "failover.yaml", needs: [], valueOf: (name) => variables[name] });
