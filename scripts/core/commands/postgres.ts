import type { Secret } from "../secret.ts";
import type { Command } from "./command.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** A server reached over the network; with a file of authorities it must prove that it is that host. What else libpq knows comes from the environment. */
export type Connection = { readonly host: string; readonly port: number; readonly user: string; readonly password: Secret; readonly cacert?: string | undefined };

const environment = ({ host, port, user, password, cacert }: Connection, database: string) => ({
  PGHOST: host,
  PGPORT: String(port),
  PGUSER: user,
  PGPASSWORD: password,
  PGDATABASE: database,
  PGCLIENTENCODING: "UTF8",
  PGCONNECT_TIMEOUT: "10",
  PGAPPNAME: "failover",
  ...(cacert === undefined ? {} : { PGSSLMODE: "verify-full", PGSSLROOTCERT: cacert }),
});

const session = ["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--no-password", "--set", "ON_ERROR_STOP=1"];

/** A session over the network, driven from standard input. */
export const remoteSession = (connection: Connection, database: string): Command => ({
  file: "psql",
  args: session,
  env: environment(connection, database),
  timeoutSeconds: 12 * HOUR,
});

/** Runs a program as the local server's own superuser, over its socket. */
export const asPostgres = (file: string, args: readonly string[], timeoutSeconds: number): Command => ({
  file: "runuser",
  args: ["--user", "postgres", "--", file, ...args],
  env: { PGCLIENTENCODING: "UTF8", PGAPPNAME: "failover", PGOPTIONS: "-c default_transaction_read_only=off -c statement_timeout=0 -c lock_timeout=0" },
  cwd: "/",
  timeoutSeconds,
});

/** What client and server say is read by program. */
const inEnglish = (command: Command): Command => ({ ...command, env: { ...command.env, LC_ALL: "C", PGOPTIONS: `${String(command.env?.["PGOPTIONS"] ?? "")} -c lc_messages=C` } });

/** A session of the local superuser, driven from standard input. */
export const localSession = (database: string): Command => asPostgres("psql", [...session, "--dbname", database], 12 * HOUR);

/** Prints the client's version. */
export const dumpVersion: Command = { file: "pg_dump", args: ["--version"], timeoutSeconds: 10 };

/** One database, as a directory of files compressed at little cost, all in one snapshot. It says of each table when its file is whole. */
export const dump = (o: { connection: Connection; database: string; snapshot: string; jobs: number; directory: string; /** Whether no other dump is to begin after it. */ isLast: boolean }): Command => ({
  file: "pg_dump",
  args: [
    "--format=directory",
    `--jobs=${o.jobs}`,
    "--compress=zstd:1",
    "--verbose",
    `--snapshot=${o.snapshot}`,
    "--exclude-schema=failover_kit",
    "--no-subscriptions",
    "--no-password",
    "--no-sync",
    `--lock-wait-timeout=${5 * MINUTE * 1000}`,
    `--file=${o.directory}`,
  ],
  // What it says is read by program.
  env: { ...environment(o.connection, o.database), LC_ALL: "C" },
  timeoutSeconds: 12 * HOUR,
  // A dump that began after the kit stepped back would have stepped back with it, and nobody may step forward again.
  ...(o.isLast ? { goesFirst: true as const } : {}),
});

/** The dump's file that a line of `pg_dump --verbose` says is whole; with one job it says nothing of the kind. */
export function wholeFileIn(line: string): string | undefined {
  const id = /^pg_dump: finished item (\d+) TABLE DATA /.exec(line)?.[1];
  return id === undefined ? undefined : `${id}.dat.zst`;
}

/** The list of large objects whose files are whole, by the same words; before 17 there is one list of all of them. */
export function wholeListIn(line: string): string | undefined {
  const [, id, name] = /^pg_dump: finished item (\d+) BLOBS (.+)$/.exec(line) ?? [];
  return id === undefined ? undefined : name === "BLOBS" ? "blobs.toc" : `blobs_${id}.toc`;
}

/** The files that such a list names, as they are compressed. */
export const listedFiles = (list: string): readonly string[] => [...list.matchAll(/^\d+ (blob_\d+\.dat)$/gm)].map(([, name]) => `${name}.zst`);

/** Whether a dump's file holds a table's rows. It is only ever appended to. */
export const isTableFile = (path: string): boolean => /^\d+\.dat\.zst$/.test(path);

/**
 * One run of pg_restore into a database that exists, of what a list names. Tables and their rows share a run, so that the
 * server need not log rows of tables it just made. Not everything is in one: a trigger or a not yet valid check
 * can then exist before the rows it would act on (core/restore-list.ts). It goes on after an error, and what it says of
 * each is read by program (core/restore-mishaps.ts).
 */
export const restore = (o: { database: string; directory: string; list: string; owners?: false; jobs: number; timeoutSeconds: number }): Command => ({
  ...inEnglish(asPostgres(
    "pg_restore",
    [
      `--jobs=${o.jobs}`,
      `--dbname=${o.database}`,
      "--verbose",
      "--no-tablespaces",
      `--use-list=${o.list}`,
      ...(o.owners === false ? ["--no-owner"] : []),
      "--no-subscriptions",
      o.directory,
    ],
    o.timeoutSeconds,
  )),
  // Files that are still on their way have time until the large tables are loaded.
  goesFirst: true,
});

/** An archive's list of contents. */
export const contents = (directory: string): Command => ({ file: "pg_restore", args: ["--list", directory], timeoutSeconds: 5 * MINUTE });

/** Of those, what is built over rows. */
export const postDataContents = (directory: string): Command => ({ file: "pg_restore", args: ["--list", "--section=post-data", directory], timeoutSeconds: 5 * MINUTE });

/** The same as SQL, each entry under a heading with its number. */
export const postDataSql = (directory: string): Command => ({ file: "pg_restore", args: ["--section=post-data", "--verbose", "--file=-", directory], env: { LC_ALL: "C" }, timeoutSeconds: 5 * MINUTE });

/** Statistics for the planner; vacuumdb, because a bare ANALYZE stops at the first foreign table that does not answer. */
export const analyze = (o: { database: string; jobs: number; timeoutSeconds: number }): Command =>
  asPostgres("vacuumdb", ["--analyze-only", `--jobs=${o.jobs}`, `--dbname=${o.database}`], o.timeoutSeconds);
