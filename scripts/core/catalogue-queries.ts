/** Schemas that are not the company's: the system's own, and the one in which the kit leaves its marker. */
export const ours = (schema: string): string => `${schema} !~ '^pg_' AND ${schema} NOT IN ('information_schema', 'failover_kit')`;

/** Whether an object came with an extension, and comes again with it. */
export const ofExtension = (catalogue: string, id: string): string =>
  `EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.${catalogue}'::regclass AND d.objid = ${id} AND d.deptype = 'e')`;

/** A name as SQL wants it, whatever stands in it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Text as SQL wants it, whatever stands in it and however the server is set. */
export const literal = (text: string): string => {
  const doubled = text.replaceAll("'", "''");
  return doubled.includes("\\") ? ` E'${doubled.replaceAll("\\", "\\\\")}'` : `'${doubled}'`;
};

/**
 * Lifts limits that a role or a database may have set, makes counts honest under row-level security, and makes the text
 * of a value the same on every server, so that content sums can be compared.
 */
export const steadySession = `
  SELECT pg_catalog.set_config(s.name, v.value, false) AS value
  FROM (VALUES ('statement_timeout', '0'), ('lock_timeout', '0'), ('idle_in_transaction_session_timeout', '0'), ('transaction_timeout', '0'),
               ('idle_session_timeout', '0'), ('row_security', 'off'), ('search_path', ''), ('TimeZone', 'UTC'), ('DateStyle', 'ISO, YMD'),
               ('IntervalStyle', 'postgres'), ('bytea_output', 'hex'), ('extra_float_digits', '3'), ('lc_monetary', 'C'), ('jit', 'off')) v(name, value)
  JOIN pg_catalog.pg_settings s ON s.name = v.name`;

/**
 * The transaction's start, not the clock now: it lies before the snapshot, so whatever was
 * acknowledged before it is in the dump.
 */
export const snapshot = `
  SELECT pg_catalog.pg_export_snapshot() AS snapshot,
         to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "snapshotAt",
         (CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn() ELSE pg_catalog.pg_current_wal_lsn() END)::text AS lsn,
         pg_catalog.pg_is_in_recovery() AS "inRecovery"`;

/** Up to when a standby has everything: commits are replayed in order, so asked before a snapshot is taken it is never too late. */
export const replayedUntil = `
  SELECT to_char(pg_catalog.pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "replayedUntil"`;

/** Who the server is and how much it holds. */
export const server = `
  SELECT pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1) AS version,
         pg_catalog.pg_database_size(pg_catalog.current_database())::text AS "databaseBytes",
         pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'execute') AS "mayIdentify"`;

/** A number that only this cluster has. */
export const systemIdentifier = `SELECT system_identifier::text AS identifier FROM pg_catalog.pg_control_system()`;

/** How the database must be made again. */
export const database = `
  SELECT d.datname AS name, pg_catalog.pg_get_userbyid(d.datdba) AS owner, pg_catalog.pg_encoding_to_char(d.encoding) AS encoding,
         d.datcollate AS collate, d.datctype AS ctype, d.datconnlimit AS "connectionLimit",
         coalesce(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c') AS provider,
         coalesce(pg_catalog.to_jsonb(d) ->> 'datlocale', pg_catalog.to_jsonb(d) ->> 'daticulocale') AS locale,
         CASE WHEN d.datacl IS NOT NULL THEN
           (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('grantee', CASE a.grantee WHEN 0 THEN NULL ELSE pg_catalog.pg_get_userbyid(a.grantee) END,
                     'privilege', a.privilege_type, 'grantable', a.is_grantable)), '[]') FROM pg_catalog.aclexplode(d.datacl) a) END AS privileges
  FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()`;

/** Tables whose rows a dump carries; partitions count, their parents hold nothing. A standby has nothing of an unlogged one. */
export const tables = `
  SELECT n.nspname AS schema, c.relname AS name, c.relpersistence <> 'u' OR NOT pg_catalog.pg_is_in_recovery() AS readable
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND ${ours("n.nspname")} AND NOT ${ofExtension("pg_class", "c.oid")}
  ORDER BY 1, 2`;

/** One query that counts the rows of many tables in the session's snapshot. */
export const rowCounts = (list: readonly { readonly schema: string; readonly name: string }[]): string =>
  list
    .map(({ schema, name }) => `SELECT ${literal(schema)} AS schema, ${literal(name)} AS name, pg_catalog.count(*) AS rows FROM ONLY ${identifier(schema)}.${identifier(name)}`)
    .join("\nUNION ALL ");

/**
 * The same with a content sum of each table: the sum over its rows of a hash of their text, so that their order does not
 * matter. `t.*`, because a column may be called t. It means the same on two servers only in a steady session.
 */
export const contentSums = (list: readonly { readonly schema: string; readonly name: string }[]): string =>
  list
    .map(
      ({ schema, name }) => `SELECT ${literal(schema)} AS schema, ${literal(name)} AS name, pg_catalog.count(*) AS rows,
        coalesce(pg_catalog.sum(('x' || pg_catalog.substr(pg_catalog.md5((t.*)::text), 1, 15))::bit(60)::bigint::numeric), 0)::text AS sum
        FROM ONLY ${identifier(schema)}.${identifier(name)} t`,
    )
    .join("\nUNION ALL ");

/** Where each sequence stands. */
export const sequences = `
  SELECT s.schemaname AS schema, s.sequencename AS name, s.last_value::text AS "lastValue", s.increment_by::text AS increment
  FROM pg_catalog.pg_sequences s WHERE ${ours("s.schemaname")} ORDER BY 1, 2`;

/** Which column lives from which sequence. */
export const sequenceColumns = `
  SELECT sn.nspname AS schema, s.relname AS sequence, tn.nspname AS "tableSchema", t.relname AS table, a.attname AS column, q.seqincrement::text AS increment
  FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
  JOIN pg_catalog.pg_sequence q ON q.seqrelid = s.oid
  JOIN pg_catalog.pg_class t ON t.oid = d.refobjid AND t.relkind IN ('r', 'p') JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
  JOIN pg_catalog.pg_type y ON y.oid = a.atttypid AND y.typcategory = 'N'
  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i') AND ${ours("sn.nspname")}
  ORDER BY 1, 2`;

type SequenceColumn = { readonly schema: string; readonly sequence: string; readonly tableSchema: string; readonly table: string; readonly column: string; readonly increment: string };

/** One query that finds columns already past the value their sequence would give next. */
export const sequencesBehind = (list: readonly SequenceColumn[]): string =>
  list
    .map((s) => {
      const [furthest, beyond] = s.increment.startsWith("-") ? ["min", "<"] : ["max", ">"];
      const used = `(SELECT pg_catalog.${furthest}(${identifier(s.column)}) FROM ${identifier(s.tableSchema)}.${identifier(s.table)})`;
      return `SELECT ${literal(s.schema)} AS schema, ${literal(s.sequence)} AS sequence, ${literal(s.table)} AS table, ${literal(s.column)} AS column
        FROM ${identifier(s.schema)}.${identifier(s.sequence)} q WHERE ${used} ${beyond} q.last_value OR (NOT q.is_called AND ${used} = q.last_value)`;
    })
    .join("\nUNION ALL ");

export const extensions = `
  SELECT e.extname AS name, e.extversion AS version, n.nspname AS schema
  FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace ORDER BY 1`;

/** Tables of extensions whose rows are the user's, so that a dump carries those that the extension does not make itself. */
export const extensionTables = `
  SELECT e.extname AS extension, n.nspname AS schema, c.relname AS name, coalesce(u.condition, '') AS condition
  FROM pg_catalog.pg_extension e CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(e.extconfig), pg_catalog.unnest(e.extcondition)) u(id, condition)
  JOIN pg_catalog.pg_class c ON c.oid = u.id JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' ORDER BY 1, 2, 3`;

/** How many such rows each has; the condition is the extension's own, and pg_dump asks in the same words. */
export const extensionRows = (list: readonly { readonly extension: string; readonly schema: string; readonly name: string; readonly condition: string }[]): string =>
  list
    .map(({ extension, schema, name, condition }) => `SELECT ${literal(extension)} AS extension, ${literal(schema)} AS schema, ${literal(name)} AS name, (SELECT pg_catalog.count(*) FROM ONLY ${identifier(schema)}.${identifier(name)} ${condition}) AS rows`)
    .join("\nUNION ALL ");

export const notValid = `
  SELECT n.nspname AS schema, coalesce(r.relname, y.typname) AS table, c.conname AS name
  FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
  LEFT JOIN pg_catalog.pg_class r ON r.oid = c.conrelid LEFT JOIN pg_catalog.pg_type y ON y.oid = c.contypid
  WHERE NOT c.convalidated AND ${ours("n.nspname")} ORDER BY 1, 2, 3`;

/**
 * A trigger that somebody made, or a part's share of one that was made for the whole. Servers before 15 call the latter internal, like
 * those of constraints, which are written into the constraint.
 */
export const ownTrigger = (trigger: string): string =>
  `(NOT ${trigger}.tgisinternal OR (${trigger}.tgparentid <> 0 AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.oid = ${trigger}.tgconstraint AND k.contype <> 't')))`;

const classes: Readonly<Record<string, string>> = {
  // Of those that a dump carries: what CREATE INDEX CONCURRENTLY left behind half made is none of them.
  indexes: `pg_class x JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace JOIN pg_catalog.pg_index i ON i.indexrelid = x.oid JOIN pg_catalog.pg_class t ON t.oid = i.indrelid WHERE (i.indisvalid OR t.relkind = 'p') AND NOT ${ofExtension("pg_class", "x.oid")}`,
  views: `pg_class x JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace WHERE x.relkind IN ('v', 'm') AND NOT ${ofExtension("pg_class", "x.oid")}`,
  constraints: "pg_constraint x JOIN pg_catalog.pg_namespace n ON n.oid = x.connamespace WHERE x.contype IN ('c', 'f', 'p', 'u', 'x')",
  triggers: `pg_trigger x JOIN pg_catalog.pg_class t ON t.oid = x.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace WHERE ${ownTrigger("x")}`,
  functions: `pg_proc x JOIN pg_catalog.pg_namespace n ON n.oid = x.pronamespace WHERE NOT ${ofExtension("pg_proc", "x.oid")}`,
};

export const catalogue = Object.entries(classes)
  .map(([kind, from]) => `SELECT '${kind}' AS kind, pg_catalog.count(*) AS count FROM pg_catalog.${from} AND ${ours("n.nspname")}`)
  .join("\nUNION ALL ");

export const largeObjects = `SELECT pg_catalog.count(*) AS count FROM pg_catalog.pg_largeobject_metadata`;

export const roles = `
  SELECT r.rolname AS name, r.rolcanlogin AS login, r.rolinherit AS inherit, r.rolcreatedb AS "createDatabase", r.rolcreaterole AS "createRole",
         r.rolbypassrls AS "bypassRowSecurity", r.rolconnlimit AS "connectionLimit",
         coalesce((SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('role', g.rolname, 'admin', m.admin_option,
                     'inherit', coalesce((pg_catalog.to_jsonb(m) ->> 'inherit_option')::boolean, r.rolinherit),
                     'set', coalesce((pg_catalog.to_jsonb(m) ->> 'set_option')::boolean, true)) ORDER BY g.rolname)
                   FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid), '[]') AS "memberOf"
  FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_' ORDER BY 1`;

/** ALTER ROLE and ALTER DATABASE … SET, wherever they were said. */
export const settings = `
  SELECT d.datname AS database, pg_catalog.pg_get_userbyid(nullif(s.setrole, 0)) AS role,
         pg_catalog.split_part(c.entry, '=', 1) AS name, pg_catalog.substr(c.entry, pg_catalog.strpos(c.entry, '=') + 1) AS value
  FROM pg_catalog.pg_db_role_setting s LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
  CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) c(entry)
  WHERE s.setdatabase = 0 OR d.datname = pg_catalog.current_database() ORDER BY 1, 2, 3`;

/** Which roles a server has, and which of them are above all rules. */
export const existingRoles = `SELECT rolname AS name, rolsuper AS superuser FROM pg_catalog.pg_roles`;

/** What a server could make with CREATE EXTENSION. */
export const availableExtensions = `SELECT name FROM pg_catalog.pg_available_extensions`;

/** How much disk a database takes; nothing for one that is not there. */
export const databaseBytes = (name: string): string => `SELECT pg_catalog.pg_database_size(d.oid) AS bytes FROM pg_catalog.pg_database d WHERE d.datname = ${literal(name)}`;

export const databaseExists = (name: string): string => `SELECT datname AS name FROM pg_catalog.pg_database WHERE datname = ${literal(name)}`;

/** Whether the kit has begun to fill this database, and what else stands in it. */
export const occupancy = `
  SELECT pg_catalog.to_regclass('failover_kit.restored') IS NOT NULL AS ours,
         (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND ${ours("n.nspname")} AND NOT ${ofExtension("pg_class", "c.oid")}) AS relations`;

export const marker = `
  SELECT backup, manifest_sha256 AS "manifestSha256", run, unit, seconds, bytes FROM failover_kit.restored`;

/** Which of the server's processes is loading rows into this table of the session's database. */
export const loadingProcess = (schema: string, table: string): string =>
  `SELECT pid FROM pg_catalog.pg_stat_progress_copy WHERE datname = pg_catalog.current_database() AND relid = pg_catalog.to_regclass(${literal(`${identifier(schema)}.${identifier(table)}`)})`;
