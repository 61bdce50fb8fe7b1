import { ofExtension, ours } from "../catalogue-queries.ts";

/** The identity by which the server itself calls an object: qualified, quoted, without a number in it. */
export const identity = (catalogue: string, id = "x.oid", part = "0"): string =>
  `(pg_catalog.pg_identify_object('pg_catalog.${catalogue}'::pg_catalog.regclass, ${id}, ${part})).identity`;

const options = (array: string): string => `'with ' || nullif(pg_catalog.array_to_string(${array}, ', '), '')`;
const words = (...parts: readonly string[]): string => `pg_catalog.concat_ws('; ', ${parts.join(", ")})`;

/** Every relation of some kinds, with a text that says all that makes it what it is. */
const relations = (kinds: string, value: string): string => `
  SELECT ${identity("pg_class")} AS name, ${value} AS value
  FROM pg_catalog.pg_class x JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
  WHERE x.relkind IN (${kinds}) AND ${ours("n.nspname")} AND NOT ${ofExtension("pg_class", "x.oid")}`;

const columnNames = `(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = x.oid AND a.attnum > 0 AND NOT a.attisdropped)`;
const parents = `(SELECT pg_catalog.string_agg(${identity("pg_class", "i.inhparent")}, ', ' ORDER BY i.inhseqno) FROM pg_catalog.pg_inherits i WHERE i.inhrelid = x.oid)`;

const tables = relations(
  "'r', 'p', 'f'",
  words(
    "x.relkind::text",
    "'columns ' || " + columnNames,
    "CASE x.relpersistence WHEN 'u' THEN 'unlogged' END",
    "'partitioned by ' || pg_catalog.pg_get_partkeydef(x.oid)",
    "'partition ' || pg_catalog.pg_get_expr(x.relpartbound, x.oid)",
    "'of ' || " + parents,
    options("x.reloptions"),
    "'replica identity ' || x.relreplident::text",
    "CASE WHEN x.relrowsecurity THEN 'row security' END",
    "CASE WHEN x.relforcerowsecurity THEN 'forced' END",
    "'foreign ' || (SELECT s.srvname || ' ' || coalesce(pg_catalog.array_to_string(f.ftoptions, ', '), '') FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = x.oid)",
  ),
);

const columns = `
  SELECT ${identity("pg_class", "x.oid", "a.attnum")} AS name,
    ${words(
      "pg_catalog.format_type(a.atttypid, a.atttypmod)",
      "CASE WHEN a.attcollation <> y.typcollation THEN 'collate ' || " + identity("pg_collation", "a.attcollation") + " END",
      "CASE WHEN a.attnotnull THEN 'not null' END",
      "'identity ' || nullif(a.attidentity::text, '')",
      "'generated ' || nullif(a.attgenerated::text, '')",
      "'default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid)",
      "CASE WHEN a.attstorage <> y.typstorage THEN 'storage ' || a.attstorage::text END",
      "'compression ' || nullif(a.attcompression::text, '')",
      "'statistics ' || nullif(a.attstattarget, -1)",
      "(SELECT pg_catalog.string_agg(o.entry, ', ') FROM pg_catalog.unnest(a.attoptions) o(entry) WHERE o.entry LIKE 'n\\_distinct%')",
    )} AS value
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class x ON x.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
  JOIN pg_catalog.pg_type y ON y.oid = a.atttypid LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE x.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND ${ours("n.nspname")} AND NOT ${ofExtension("pg_class", "x.oid")}`;

const indexes = `
  SELECT ${identity("pg_class")} AS name,
    ${words(
      "pg_catalog.pg_get_indexdef(x.oid)",
      "CASE WHEN NOT i.indisvalid THEN 'not valid' END",
      "CASE WHEN i.indisclustered THEN 'clustered' END",
      "CASE WHEN i.indisreplident THEN 'replica identity' END",
      "'part of ' || " + parents,
    )} AS value
  FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
  WHERE ${ours("n.nspname")} AND NOT ${ofExtension("pg_class", "x.oid")} AND NOT ${ofExtension("pg_class", "i.indrelid")}`;

const constraints = `
  SELECT ${identity("pg_constraint")} AS name,
    ${words("pg_catalog.pg_get_constraintdef(x.oid)", "CASE WHEN NOT x.convalidated THEN 'not valid' END", "CASE WHEN x.connoinherit AND x.contype = 'c' THEN 'no inherit' END")} AS value
  FROM pg_catalog.pg_constraint x JOIN pg_catalog.pg_namespace n ON n.oid = x.connamespace
  WHERE x.contype IN ('c', 'f', 'p', 'u', 'x') AND ${ours("n.nspname")}
    AND NOT ${ofExtension("pg_class", "x.conrelid")} AND NOT ${ofExtension("pg_type", "x.contypid")}`;

const ownedBy = `(SELECT ${identity("pg_class", "d.refobjid", "d.refobjsubid")} FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = x.oid AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0)`;

const sequences = `
  SELECT ${identity("pg_class")} AS name,
    ${words(
      "pg_catalog.format_type(q.seqtypid, NULL)",
      "pg_catalog.format('start %s increment %s from %s to %s cache %s', q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache)",
      "CASE WHEN q.seqcycle THEN 'cycle' END",
      "CASE x.relpersistence WHEN 'u' THEN 'unlogged' END",
      "'of ' || " + ownedBy,
    )} AS value
  FROM pg_catalog.pg_sequence q JOIN pg_catalog.pg_class x ON x.oid = q.seqrelid JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
  WHERE ${ours("n.nspname")} AND NOT ${ofExtension("pg_class", "x.oid")}`;

const statistics = `
  SELECT ${identity("pg_statistic_ext")} AS name, ${words("pg_catalog.pg_get_statisticsobjdef(x.oid)", "'target ' || nullif(x.stxstattarget, -1)")} AS value
  FROM pg_catalog.pg_statistic_ext x JOIN pg_catalog.pg_namespace n ON n.oid = x.stxnamespace WHERE ${ours("n.nspname")}`;

/** Classes of what holds rows, or says how they lie and what may stand in them. */
export const relationClasses = {
  tables,
  columns,
  indexes,
  constraints,
  sequences,
  views: relations("'v'", words("pg_catalog.pg_get_viewdef(x.oid)", options("x.reloptions"))),
  "materialized views": relations("'m'", words("pg_catalog.pg_get_viewdef(x.oid)", options("x.reloptions"), "CASE WHEN NOT x.relispopulated THEN 'not populated' END")),
  statistics,
} as const;
