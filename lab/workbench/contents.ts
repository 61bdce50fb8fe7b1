/**
 * Says of every table, and of the large objects together, how many rows there are and what their hash is, in an order of its own: what two
 * servers answer is the same text if they hold the same. It shares nothing with the kit's own counting. Said by a superuser.
 */
export const CONTENTS = `
SET search_path = ''; SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex'; SET statement_timeout = 0;
SELECT pg_catalog.format('SELECT %L, pg_catalog.count(*), pg_catalog.md5(pg_catalog.string_agg(h, '''' ORDER BY h COLLATE pg_catalog."C")) FROM (SELECT pg_catalog.md5((t.*)::text) AS h FROM ONLY %I.%I t) s',
  n.nspname || '.' || c.relname, n.nspname, c.relname)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND c.relispopulated AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'failover_kit')
ORDER BY n.nspname COLLATE pg_catalog."C", c.relname COLLATE pg_catalog."C" \\gexec
SELECT 'large objects', pg_catalog.count(*), pg_catalog.md5(pg_catalog.string_agg(pg_catalog.md5(pg_catalog.lo_get(oid)), '' ORDER BY oid)) FROM pg_catalog.pg_largeobject_metadata;
`;
