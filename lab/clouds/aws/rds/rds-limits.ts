// What of a parameter group the server takes as it is; RDS has many more, and names of its own (rds.*).
const passedOn =
  /^(idle_in_transaction_session_timeout|statement_timeout|lock_timeout|log_lock_waits|log_min_duration_statement|work_mem|maintenance_work_mem|max_connections)$/;

/** What the server is told beside its parameters; `keepsLog` where there are automated backups. */
export type ServerPlan = { readonly port: number; readonly keepsLog: boolean; readonly logMegabytes: number };

// The real one sends every five minutes (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html); a rehearsal has not that long.
const SENT_EVERY_SECONDS = 5;
/** Whole or not at all, with the time of its last write, and without the zeros at its end. */
const SEND = "test -f /var/lib/rds/sent/%f || { cp --preserve=timestamps --sparse=always %p /var/lib/rds/sent/%f.part && mv /var/lib/rds/sent/%f.part /var/lib/rds/sent/%f; }";

/** The server's settings: the lab's network, TLS as on RDS, its log sent away, and what the parameter group says. */
export function serverSettings({ port, keepsLog, logMegabytes }: ServerPlan, parameters: ReadonlyMap<string, string>): string {
  const settings = new Map([
    ["listen_addresses", "*"],
    ["port", String(port)],
    ["password_encryption", "scram-sha-256"],
    ["shared_buffers", "256MB"],
    ["max_wal_size", `${logMegabytes}MB`],
    ...(keepsLog ? ([["archive_mode", "on"], ["archive_timeout", `${SENT_EVERY_SECONDS}s`], ["archive_command", SEND]] as const) : []),
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

const mastersOwn = ["pg_monitor", "pg_signal_backend", "pg_checkpoint", "pg_maintain", "pg_create_subscription", "rds_replication", "rds_password"] as const;

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
    // Not every major knows all of them.
    `SELECT format('GRANT %I TO rds_superuser WITH ADMIN OPTION', rolname) FROM pg_roles WHERE rolname IN (${mastersOwn.map((role) => `'${role}'`).join(", ")}) \\gexec`,
    `SELECT format('CREATE ROLE %I LOGIN', :'master') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'master') \\gexec`,
    `ALTER ROLE :"master" NOSUPERUSER NOREPLICATION NOBYPASSRLS CREATEROLE CREATEDB PASSWORD :'password';`,
    `GRANT rds_superuser TO :"master";`,
    `SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'master') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec`,
    "",
  ].join("\n");
}

/** Another password for the master. */
export const masterPassword = ({ user, password }: Pick<Master, "user" | "password">): string =>
  [variable("master", user), variable("password", password), `ALTER ROLE :"master" PASSWORD :'password';`, ""].join("\n");

const once = (name: string, catalog: string, column: string, statement: string): string =>
  `SELECT '${statement}' WHERE NOT EXISTS (SELECT FROM ${catalog} WHERE ${column} = '${name}') \\gexec`;

// psql reads these like C strings, so nothing in a password can end the quotes.
const variable = (name: string, value: string): string =>
  `\\set ${name} '${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
