import type { Home } from "./place.ts";

/** The files that are meant to hold secrets, and which. Nobody but their owner and group may read one. */
export const homes: readonly Home[] = [
  { name: /^(operator|second-operator): project\/environment\.json$/, holds: /^[A-Z_]+$/, why: "stands for the variables that a person exports from the company's password manager" },
  { name: /^(operator|second-operator): project\/keys\/private\/(passphrase|(operations|verifier)\.age|(exporter|warden|verifier|pruner|mirror)-signing\.pem)$/, holds: /^what [A-Z_]+ holds$/, why: "a private file, kept outside both clouds" },
  { name: /^(operator|second-operator): project\/keys\/ssh$/, holds: /^what the key to the machines holds$/, why: "the private key to the machines" },
  { name: /^host [a-z0-9-]+: \/etc\/shop\/environment$/, holds: /^(SHOP_DATABASE_PASSWORD|GOOGLE_OAUTH_ACCESS_TOKEN|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY)$/, why: "the application's environment: it must know the database's password and its tokens" },
  { name: /^host [a-z0-9-]*exporter[a-z0-9-]*: \/etc\/failover\/environment$/, holds: /^(EXPORTER_DATABASE_PASSWORD|GOOGLE_OAUTH_ACCESS_TOKEN|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY)$/, why: "the exporter's environment: it must know its role's password and its tokens" },
  { name: /^host [a-z0-9-]*exporter[a-z0-9-]*: \/etc\/failover\/keys\/signing\.pem$/, holds: /^what FAILOVER_SIGNING_KEY_FILE holds$/, why: "the exporter's signing key" },
  { name: /^host [a-z0-9-]*warden[a-z0-9-]*: \/etc\/failover\/environment$/, holds: /^GOOGLE_OAUTH_ACCESS_TOKEN$/, why: "the warden's environment: it must know its token" },
  { name: /^host [a-z0-9-]*warden[a-z0-9-]*: \/etc\/failover\/keys\/signing\.pem$/, holds: /^what FAILOVER_WARDEN_SIGNING_KEY_FILE holds$/, why: "the warden's signing key" },
  { name: /^host [a-z0-9-]*exporter[a-z0-9-]*: \/home\/admin\/\.pgpass$/, holds: /^SHOP_(DATABASE|MASTER)_PASSWORD$/, why: "the drill's own, to look into the primary's database" },
];
