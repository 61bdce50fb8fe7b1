import type { Home } from "./place.ts";

/** The files that are meant to hold secrets. Nobody but their owner and group may read one. */
export const homes: readonly Home[] = [
  { name: /^(operator|second-operator): project\/environment\.json$/, why: "stands for the variables that a person exports from the company's password manager" },
  { name: /^(operator|second-operator): project\/keys\/private\/(passphrase|operations\.age|exporter-signing\.pem)$/, why: "a private file, kept outside both clouds" },
  { name: /^(operator|second-operator): project\/keys\/ssh$/, why: "the private key to the machines" },
  { name: /^host [a-z0-9-]+: \/etc\/shop\/environment$/, why: "the application's environment: it must know the database's password and its tokens" },
  { name: /^host [a-z0-9-]*exporter[a-z0-9-]*: \/etc\/failover\/environment$/, why: "the exporter's environment: it must know its role's password and its token" },
  { name: /^host [a-z0-9-]*exporter[a-z0-9-]*: \/etc\/failover\/keys\/signing\.pem$/, why: "the exporter's signing key" },
  { name: /^host [a-z0-9-]*exporter[a-z0-9-]*: \/home\/admin\/\.pgpass$/, why: "the drill's own, to look into the primary's database" },
];
