const vault = (entry: string) => ({ kind: "password-manager", at: `vault Operations, entry ${entry}` });
const file = (name: string) => ({ kind: "file", at: `keys/private/${name}` });

/** What this company's secrets.yaml says: each secret that its failover.yaml names, and where it would be changed. */
export const secretHomes = {
  version: 1,
  secrets: [
    { name: "cloudflare-token", variable: "$CLOUDFLARE_API_TOKEN", home: vault("Cloudflare DNS"), for: "no name can be moved" },
    { name: "shop-database-password", variable: "$SHOP_DATABASE_PASSWORD", home: vault("shop database"), for: "the shop cannot open its database" },
    { name: "shop-auditor-password", variable: "$SHOP_AUDITOR_PASSWORD", home: vault("shop auditor"), for: "the auditor cannot log in" },
    { name: "google-access-token", variable: "$GOOGLE_OAUTH_ACCESS_TOKEN", home: vault("Google"), for: "no receipt can be stored on the mirror, and no backup read" },
    { name: "aws-access-key-id", variable: "$AWS_ACCESS_KEY_ID", home: { kind: "aws-ssm", at: "/shop/aws-access-key-id" }, copies: [vault("AWS")], for: "no receipt can be stored in AWS" },
    { name: "aws-secret-access-key", variable: "$AWS_SECRET_ACCESS_KEY", home: { kind: "aws-ssm", at: "/shop/aws-secret-access-key" }, copies: [vault("AWS")], for: "no receipt can be stored in AWS" },
    { name: "exporter-database-password", variable: "$EXPORTER_DATABASE_PASSWORD", home: { kind: "aws-secrets-manager", at: "shop/exporter" }, for: "no backup can be made" },
    { name: "exporter-signing-key", variable: "$FAILOVER_SIGNING_KEY_FILE", home: file("exporter-signing.pem"), for: "no backup can be signed" },
    { name: "operations-identity", variable: "$FAILOVER_OPERATIONS_IDENTITY", home: file("operations.age"), for: "no backup can be opened" },
    { name: "warden-signing-key", variable: "$FAILOVER_WARDEN_SIGNING_KEY_FILE", home: file("warden-signing.pem"), for: "no receipt of a backup can be signed" },
    { name: "verifier-identity", variable: "$FAILOVER_VERIFIER_IDENTITY", home: file("verifier.age"), for: "no backup can be opened to verify it" },
    { name: "verifier-signing-key", variable: "$FAILOVER_VERIFIER_SIGNING_KEY_FILE", home: file("verifier-signing.pem"), for: "what a verification found cannot be recorded" },
    { name: "pruner-signing-key", variable: "$FAILOVER_PRUNER_SIGNING_KEY_FILE", home: file("pruner-signing.pem"), for: "no removal of an old backup can be recorded" },
    { name: "second-store-key-id", variable: "$SECOND_STORE_ACCESS_KEY_ID", home: vault("second store"), for: "the mirror's exports go nowhere" },
    { name: "second-store-secret", variable: "$SECOND_STORE_SECRET_ACCESS_KEY", home: vault("second store"), for: "the mirror's exports go nowhere" },
    { name: "mirror-signing-key", variable: "$FAILOVER_MIRROR_SIGNING_KEY_FILE", home: file("mirror-signing.pem"), for: "no export of the mirror's can be signed" },
    { name: "pingdom-token", variable: "$PINGDOM_TOKEN", home: vault("Pingdom"), for: "triage does not know what Pingdom's locations see" },
    { name: "pulumi-passphrase", variable: "$PULUMI_CONFIG_PASSPHRASE_FILE", home: file("passphrase"), for: "the mirror cannot be stood up" },
  ],
};
