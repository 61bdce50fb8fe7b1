import type { BookFacts } from "../../scripts/core/book/facts.ts";
import type { Place } from "../../scripts/core/book/by-hand/by-hand.ts";
import { callingListToFill, firstCallsToFill, triageInShort } from "../../scripts/core/book/chapters/people.ts";
import { applicationShape, mirrorShape } from "../../scripts/core/book/shapes.ts";
import { readSettings, settingsForPlan } from "../../scripts/core/settings.ts";
import { pipelineNamed } from "../../scripts/pipeline/pipelines.ts";
import { settingsText } from "./settings.ts";

type Names = { readonly service?: string; readonly databases?: readonly string[]; readonly owner?: string };

/** A company as the book knows it, with a database at RDS, a second store and a search. */
export function bookPlace({ service = "shop", databases = ["shop"], owner = "shop" }: Names = {}): Place {
  const settings = settingsForPlan(readSettings(settingsText, "failover.yaml"));
  return {
    settings: {
      ...settings,
      service,
      aws: { region: "eu-west-1", databaseInstance: `${service}-database`, warmSeconds: 60, endpoints: {} },
      database: { ...settings.database, owner, ownerPassword: settings.database.ownerPassword, rolePasswords: {}, alias: { name: "db.shop.example.com", ttl: 60 } },
      export: { ...settings.export, signingKey: "$KEY", source: { ...settings.export.source, password: settings.export.source.password, databases: databases as [string, ...string[]] } },
      search: { onFailover: "reindex", port: 9200, reindex: { command: "/opt/shop/reindex", user: "shop", limitMinutes: 240 } },
    },
    mirror: mirrorShape("config:\n  failover-kit:image: projects/acme/global/images/mirror\n  failover-kit:databaseGb: 20\n  failover-kit:certificate: projects/acme/global/sslCertificates/shop\n  failover-kit:sshPublicKey: ssh-ed25519 AAAA it's operations\n"),
    application: applicationShape("app_artifact: /srv/releases/shop-1042.mjs\napp_environment: { REDIS_URL: 'redis://{{ failover_cache_host }}' }\n"),
  };
}

const stepsOf = (kind: string) => pipelineNamed(kind).steps.map(({ id, title, needs, approval }) => ({ id, title, needs, ...(approval === undefined ? {} : { approval }) }));

export const bookFacts = (more: Partial<BookFacts> = {}): BookFacts => ({
  place: bookPlace(),
  kitVersion: "0.1.0",
  printedAt: "2026-11-26",
  planDigest: "0123456789ab",
  runs: Object.fromEntries(["failover", "graceful-failover", "restore-db", "revert-restore-db", "adopt-restored-db", "hotfix"].map((kind) => [kind, stepsOf(kind)])),
  measured: new Map(),
  secrets: [{ name: "cloudflare-token", variable: "$CLOUDFLARE_API_TOKEN", home: { kind: "password-manager", at: "vault `Operations` | entry <DNS>" }, for: "No name can be moved." }],
  publicKeys: [{ file: "keys/exporter.pub", text: "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n" }],
  people: [callingListToFill],
  triage: [triageInShort],
  firstCalls: firstCallsToFill,
  lacks: undefined,
  ...more,
});
