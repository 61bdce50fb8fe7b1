import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { cloudflareToken } from "../dns/addresses.ts";
import { SITE_VARIABLE } from "./site-files.ts";

/** The operator's environment: secrets made anew for one lab (but Cloudflare's token, which its stand-in knows), files named by their path. */
export function makeEnvironment(site: string): Record<string, string> {
  const secret = () => randomBytes(18).toString("base64url");
  return {
    SHOP_DATABASE_PASSWORD: secret(),
    SHOP_MASTER_PASSWORD: secret(),
    SHOP_AUDITOR_PASSWORD: secret(),
    EXPORTER_DATABASE_PASSWORD: secret(),
    CLOUDFLARE_API_TOKEN: cloudflareToken,
    GOOGLE_OAUTH_ACCESS_TOKEN: secret(),
    AWS_ACCESS_KEY_ID: "AKIAREHEARSAL",
    AWS_SECRET_ACCESS_KEY: secret(),
    PINGDOM_TOKEN: secret(),
    SECOND_STORE_ACCESS_KEY_ID: secret(),
    SECOND_STORE_SECRET_ACCESS_KEY: secret(),
    FAILOVER_MIRROR_SIGNING_KEY_FILE: join(site, "keys/private/mirror-signing.pem"),
    [SITE_VARIABLE]: site,
    PULUMI_CONFIG_PASSPHRASE_FILE: join(site, "keys/private/passphrase"),
    FAILOVER_SIGNING_KEY_FILE: join(site, "keys/private/exporter-signing.pem"),
    FAILOVER_OPERATIONS_IDENTITY: join(site, "keys/private/operations.age"),
    FAILOVER_WARDEN_SIGNING_KEY_FILE: join(site, "keys/private/warden-signing.pem"),
    FAILOVER_VERIFIER_IDENTITY: join(site, "keys/private/verifier.age"),
    FAILOVER_VERIFIER_SIGNING_KEY_FILE: join(site, "keys/private/verifier-signing.pem"),
    FAILOVER_PRUNER_SIGNING_KEY_FILE: join(site, "keys/private/pruner-signing.pem"),
  };
}
