import { relative } from "node:path";
import { stringify } from "yaml";
import { buckets } from "./buckets.ts";
import { secretHomes } from "./secret-homes.ts";
import { world } from "./world.ts";

export type SiteFacts = { readonly site: string; readonly clone: string };

/** What a company writes by hand before its first `failover init`: path in the site → text. */
export function siteFiles({ site, clone }: SiteFacts): ReadonlyMap<string, string> {
  return new Map([
    ["Pulumi.yaml", stringify(project(relative(site, clone)))],
    ["failover.yaml", stringify(failover)],
    ["secrets.yaml", stringify(secretHomes)],
    ["site-vars.yml", stringify(siteVariables)],
    [".gitignore", "keys/private/\n.failover/\n"],
  ]);
}

const project = (clone: string) => ({
  name: "failover-kit",
  description: "A small order shop, its mirror, and the way from one to the other",
  runtime: { name: "nodejs", options: { typescript: false, nodeargs: "--import tsx" } },
  main: `${clone}/infra/index.ts`,
});

const failover = {
  version: 1,
  service: world.service,
  storage: { endpoint: world.storageEndpoint, buckets },
  google: world.google,
  cloudflare: { endpoint: world.cloudflareEndpoint, zoneId: world.zoneId, token: "$CLOUDFLARE_API_TOKEN" },
  names: world.names,
  resolvers: [world.resolver],
  ssh: { user: "admin", identityFile: "keys/ssh" },
  database: { name: world.database.name, owner: world.database.owner, ownerPassword: "$SHOP_DATABASE_PASSWORD", rolePasswords: { auditor: "$SHOP_AUDITOR_PASSWORD" } },
  application: {
    port: world.port,
    healthPath: "/healthz",
    variablesFile: "site-vars.yml",
    secrets: ["$GOOGLE_OAUTH_ACCESS_TOKEN", "$AWS_ACCESS_KEY_ID", "$AWS_SECRET_ACCESS_KEY"],
  },
  export: {
    source: { host: "10.10.1.1", port: world.database.port, user: "exporter", password: "$EXPORTER_DATABASE_PASSWORD", databases: [world.database.name] },
    recipients: ["keys/operations.pub", "keys/offline.pub", "keys/verifier.pub"],
    signingKey: "$FAILOVER_SIGNING_KEY_FILE",
    signer: "keys/exporter.pub",
    jobs: 2,
  },
  recovery: { point: "newest", fenceSeconds: 10, identity: "$FAILOVER_OPERATIONS_IDENTITY" },
  warden: { signingKey: "$FAILOVER_WARDEN_SIGNING_KEY_FILE", signer: "keys/warden.pub" },
  verification: { identity: "$FAILOVER_VERIFIER_IDENTITY", recipient: "keys/verifier.pub", signingKey: "$FAILOVER_VERIFIER_SIGNING_KEY_FILE", signer: "keys/verifier-signing.pub" },
  retention: { signingKey: "$FAILOVER_PRUNER_SIGNING_KEY_FILE", signer: "keys/pruner.pub" },
  secondStore: {
    ...world.secondStore,
    accessKeyId: "$SECOND_STORE_ACCESS_KEY_ID",
    secretAccessKey: "$SECOND_STORE_SECRET_ACCESS_KEY",
    signingKey: "$FAILOVER_MIRROR_SIGNING_KEY_FILE",
    signer: "keys/mirror.pub",
  },
  aws: { region: world.awsRegion, databaseInstance: `${world.service}-database`, endpoints: { rds: world.rdsEndpoint } },
  pulumi: { passphraseFile: "$PULUMI_CONFIG_PASSPHRASE_FILE" },
  cache: { source: { host: "10.10.1.2" }, databases: [{ number: 0, holds: "customers' last orders", onFailover: "rdb" }] },
  objects: { source: `${world.service}-objects-${world.awsRegion}`, region: world.awsRegion, endpoint: world.awsEndpoint },
};

/** RDS refuses a connection without TLS; its certificate's authority is not on the hosts here, so it is not asked who it is. */
const rdsTls = "uselibpqcompat=true&sslmode=require";

/** Where the project lies on this person's machine: the same files serve everybody who works in it. */
export const SITE_VARIABLE = "SHOP_PROJECT";

const fromEnvironment = (name: string) => `{{ lookup('ansible.builtin.env', '${name}') }}`;

/** What this company tells the roles: how its service reaches what it needs, on whichever side it stands. */
const inSite = (path: string) => `${fromEnvironment(SITE_VARIABLE)}/${path}`;
const siteVariables = {
  app_artifact: inSite("release/shop.mjs"),
  app_port: world.port,
  app_environment: {
    DATABASE_URL: `postgres://{{ failover_database_owner }}:${fromEnvironment("FAILOVER_DATABASE_PASSWORD")}@{{ failover_database_host }}:{{ failover_database_port }}/{{ failover_database_name }}{{ '?${rdsTls}' if failover_side == 'aws' else '' }}`,
    REDIS_URL: "redis://{{ failover_cache_host }}:{{ failover_cache_port }}",
    OBJECTS_URL: "{{ failover_objects_url }}",
    SEARCH_URL: "{{ failover_search_url | default('') }}",
    STORAGE_ENDPOINT: `{{ '${world.awsEndpoint}' if failover_side == 'aws' else failover_storage_endpoint }}`,
    AWS_ACCESS_KEY_ID: fromEnvironment("AWS_ACCESS_KEY_ID"),
    AWS_SECRET_ACCESS_KEY: fromEnvironment("AWS_SECRET_ACCESS_KEY"),
    GOOGLE_OAUTH_ACCESS_TOKEN: fromEnvironment("GOOGLE_OAUTH_ACCESS_TOKEN"),
  },
  // Every host of the rehearsal sees all of the machine's memory; the database gets the share a small one would have.
  database_memory_mb: 1024,
  // They have no disk of their own: what is attached to them stands in the stand-in's books alone.
  database_disk: "",
  // As many parameter groups have it: what the roles send must be fit to be written down.
  database_settings: { log_statement: "ddl" },
  exporter_settings: inSite("failover.yaml"),
  exporter_signing_key: `{{ lookup('ansible.builtin.file', lookup('ansible.builtin.env', '${SITE_VARIABLE}') + '/keys/private/exporter-signing.pem') }}`,
  exporter_public_keys: ["operations", "offline", "verifier", "exporter"].map((name) => inSite(`keys/${name}.pub`)),
  warden_settings: inSite("failover.yaml"),
  warden_signing_key: `{{ lookup('ansible.builtin.file', lookup('ansible.builtin.env', '${SITE_VARIABLE}') + '/keys/private/warden-signing.pem') }}`,
  warden_public_keys: ["exporter", "warden", "verifier-signing", "pruner"].map((name) => inSite(`keys/${name}.pub`)),
  warden_environment: { GOOGLE_OAUTH_ACCESS_TOKEN: fromEnvironment("GOOGLE_OAUTH_ACCESS_TOKEN") },
  exporter_environment: {
    EXPORTER_DATABASE_PASSWORD: fromEnvironment("EXPORTER_DATABASE_PASSWORD"),
    GOOGLE_OAUTH_ACCESS_TOKEN: fromEnvironment("GOOGLE_OAUTH_ACCESS_TOKEN"),
    // A host in AWS has a role; here nobody answers for one, and to ask would be an attempt to get out.
    AWS_ACCESS_KEY_ID: fromEnvironment("AWS_ACCESS_KEY_ID"),
    AWS_SECRET_ACCESS_KEY: fromEnvironment("AWS_SECRET_ACCESS_KEY"),
  },
};
