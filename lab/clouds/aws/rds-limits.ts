// What of a parameter group the server takes as it is; RDS has many more, and names of its own (rds.*).
const passedOn =
  /^(idle_in_transaction_session_timeout|statement_timeout|lock_timeout|log_lock_waits|log_min_duration_statement|work_mem|maintenance_work_mem|max_connections)$/;

/** The server's settings: the lab's network, TLS as on RDS, and what the parameter group says. */
export function serverSettings(port: number, parameters: ReadonlyMap<string, string>): string {
  const settings = new Map([
    ["listen_addresses", "*"],
    ["port", String(port)],
    ["password_encryption", "scram-sha-256"],
    ["shared_buffers", "256MB"],
    ["max_wal_size", "2GB"],
    ["ssl", "on"],
    ["ssl_cert_file", "/etc/ssl/certs/ssl-cert-snakeoil.pem"],
    ["ssl_key_file", "/etc/ssl/private/ssl-cert-snakeoil.key"],
    // Static on RDS, and needs a reboot: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.FeatureSupport.LogicalReplication.html
    ["wal_level", parameters.get("rds.logical_replication") === "1" ? "logical" : "replica"],
    ...[...parameters].filter(([name]) => passedOn.test(name)),
  ]);
  return [...settings].map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`).join("");
}

/**
 * Who may connect: the VPC, with a password, and without TLS only where rds.force_ssl is 0 (it is 1 by default since
 * PostgreSQL 15). https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
 */
export function accessRules(parameters: ReadonlyMap<string, string>): string {
  const kind = parameters.get("rds.force_ssl") === "0" ? "host" : "hostssl";
  return ["local all postgres peer", "local all all reject", `${kind} all all 10.10.0.0/16 scram-sha-256`, ""].join("\n");
}

export type Master = { readonly user: string; readonly password: string; readonly database: string };

/**
 * The roles and databases of a new instance, as statements that change nothing the second time. The master is no
 * superuser: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.rds_superuser.html
 */
export function masterAndDatabase({ user, password, database }: Master): string {
  return [
    variable("master", user),
    variable("password", password),
    variable("database", database),
    once("rdsadmin", "pg_roles", "rolname", "CREATE ROLE rdsadmin SUPERUSER LOGIN"),
    once("rdsadmin", "pg_database", "datname", "CREATE DATABASE rdsadmin OWNER rdsadmin"),
    "REVOKE CONNECT ON DATABASE rdsadmin FROM PUBLIC;",
    ...["rds_superuser", "rds_replication", "rds_password", "rds_iam", "rds_ad"].map((role) =>
      once(role, "pg_roles", "rolname", `CREATE ROLE ${role} NOLOGIN`),
    ),
    "GRANT pg_monitor, pg_signal_backend, pg_checkpoint, pg_maintain, pg_create_subscription, rds_replication, rds_password TO rds_superuser WITH ADMIN OPTION;",
    `SELECT format('CREATE ROLE %I LOGIN', :'master') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'master') \\gexec`,
    `ALTER ROLE :"master" NOSUPERUSER NOREPLICATION NOBYPASSRLS CREATEROLE CREATEDB PASSWORD :'password';`,
    `GRANT rds_superuser TO :"master";`,
    `SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'master') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec`,
    "",
  ].join("\n");
}

const once = (name: string, catalog: string, column: string, statement: string): string =>
  `SELECT '${statement}' WHERE NOT EXISTS (SELECT FROM ${catalog} WHERE ${column} = '${name}') \\gexec`;

// psql reads these like C strings, so nothing in a password can end the quotes.
const variable = (name: string, value: string): string =>
  `\\set ${name} '${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
