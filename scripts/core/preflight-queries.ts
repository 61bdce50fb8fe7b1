import { z } from "zod";
import { ofExtension, ours } from "./catalogue-queries.ts";

const relation = z.object({ schema: z.string(), name: z.string() });

/** The shape of each of these queries' rows. */
export const preflightRows = {
  standing: z.object({
    role: z.string(),
    inRecovery: z.boolean(),
    replayed: z.boolean(),
    behindSeconds: z.number().nullable(),
    paused: z.boolean(),
    standbyDelay: z.string(),
    standbyFeedback: z.boolean(),
  }),
  database: z.object({ name: z.string(), mayConnect: z.boolean() }),
  slot: z.object({ name: z.string(), kind: z.string() }),
  subscription: z.object({ name: z.string() }),
  hiddenMappings: z.object({ name: z.string(), mappings: z.number() }),
  relation,
  ungranted: relation.extend({ kind: z.string(), lacks: z.string() }),
  extension: z.object({ name: z.string() }),
  collation: z.object({ name: z.string(), uses: z.number() }),
  count: z.object({ count: z.number() }),
} as const;

/** Who asks, and whether the server follows another one. */
export const standing = `
  SELECT CURRENT_USER::text AS role, pg_catalog.pg_is_in_recovery() AS "inRecovery",
         pg_catalog.pg_last_xact_replay_timestamp() IS NOT NULL AS replayed,
         extract(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp())::double precision AS "behindSeconds",
         CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_is_wal_replay_paused() ELSE false END AS paused,
         pg_catalog.current_setting('max_standby_streaming_delay') AS "standbyDelay",
         pg_catalog.current_setting('hot_standby_feedback')::boolean AS "standbyFeedback"`;

/** Every database a company can have put something into; RDS's own is not one of them. */
export const databases = `
  SELECT d.datname AS name, pg_catalog.has_database_privilege(d.oid, 'CONNECT') AS "mayConnect"
  FROM pg_catalog.pg_database d WHERE d.datallowconn AND NOT d.datistemplate AND d.datname <> 'rdsadmin' ORDER BY 1`;

export const slots = `SELECT s.slot_name AS name, s.slot_type AS kind FROM pg_catalog.pg_replication_slots s WHERE NOT s.temporary ORDER BY 1`;

export const subscriptions = `
  SELECT s.subname AS name FROM pg_catalog.pg_subscription s
  WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()) ORDER BY 1`;

/** Foreign servers with user mappings that a dump writes without options, since only a superuser is shown them; whether there are any is hidden as well. */
export const hiddenMappings = `
  SELECT m.srvname AS name, pg_catalog.count(*) AS mappings FROM pg_catalog.pg_user_mappings m
  WHERE m.umoptions IS NULL AND NOT (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER) GROUP BY 1 ORDER BY 1`;

/** What a dump locks and reads: tables, partitioned ones, sequences; of an extension only what it declared to be the user's data. */
const dumped = (kinds: string): string => `
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN (${kinds}) AND c.relpersistence <> 't' AND ${ours("n.nspname")}
    AND (NOT ${ofExtension("pg_class", "c.oid")} OR EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE c.oid = ANY (e.extconfig)))`;

/** Tables of which row-level security would show this role a part. */
export const rowSecured = `
  SELECT n.nspname AS schema, c.relname AS name ${dumped("'r', 'p'")} AND pg_catalog.row_security_active(c.oid) ORDER BY 1, 2`;

/** What this role may not read; a dump locks by name, so the schema counts as well. */
export const ungranted = `
  SELECT n.nspname AS schema, c.relname AS name, CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind,
         CASE WHEN NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE') THEN 'USAGE on the schema' ELSE 'SELECT' END AS lacks
  ${dumped("'r', 'p', 'S'")}
    AND NOT (pg_catalog.has_schema_privilege(n.oid, 'USAGE')
             AND CASE c.relkind WHEN 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT') ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') END)
  ORDER BY 1, 2`;

/** Large objects whose bytes this role may not read; servers before 18 have no function that says so. */
export const unreadableLargeObjects = (serverMajor: number): string =>
  serverMajor >= 18
    ? `SELECT pg_catalog.count(*) AS count FROM pg_catalog.pg_largeobject_metadata m WHERE NOT pg_catalog.has_largeobject_privilege(m.oid, 'SELECT')`
    : `SELECT pg_catalog.count(*) AS count FROM pg_catalog.pg_largeobject_metadata m
       WHERE NOT (pg_catalog.current_setting('lo_compat_privileges')::boolean OR pg_catalog.pg_has_role(m.lomowner, 'USAGE')
         OR EXISTS (SELECT FROM pg_catalog.aclexplode(m.lomacl) a WHERE a.privilege_type = 'SELECT'
                    AND CASE a.grantee WHEN 0 THEN true ELSE pg_catalog.pg_has_role(a.grantee, 'USAGE') END))`;

export const unlogged = `SELECT n.nspname AS schema, c.relname AS name ${dumped("'r'")} AND c.relpersistence = 'u' ORDER BY 1, 2`;

export const installed = `SELECT e.extname AS name FROM pg_catalog.pg_extension e ORDER BY 1`;

/** Orders of text that the C library of the machine decides, with how many columns and indexes use each; the database's own counts once. */
export const libraryCollations = `
  SELECT name, pg_catalog.count(*) AS uses FROM (
    SELECT d.datcollate AS name FROM pg_catalog.pg_database d
    WHERE d.datname = pg_catalog.current_database() AND coalesce(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c') = 'c'
    UNION ALL
    SELECT l.collcollate FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE l.collprovider = 'c' AND c.relkind IN ('r', 'p', 'm', 'i', 'I') AND a.attnum > 0 AND NOT a.attisdropped AND ${ours("n.nspname")}
  ) used WHERE name !~* '^(C|POSIX|C\\.UTF-?8)$' GROUP BY 1 ORDER BY 1`;
