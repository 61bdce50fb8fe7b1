import { ofExtension, ours, ownTrigger } from "../catalogue-queries.ts";
import { identity } from "./relation-classes.ts";

const words = (...parts: readonly string[]): string => `pg_catalog.concat_ws('; ', ${parts.join(", ")})`;
const expression = (tree: string, relation: string): string => `pg_catalog.pg_get_expr(${tree}, ${relation})`;

const types = `
  SELECT ${identity("pg_type")} AS name,
    ${words(
      "x.typtype::text",
      "(SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = x.oid)",
      `(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a WHERE a.attrelid = nullif(x.typrelid, 0) AND a.attnum > 0 AND NOT a.attisdropped)`,
      "CASE WHEN x.typtype = 'd' THEN pg_catalog.format_type(x.typbasetype, x.typtypmod) END",
      "CASE WHEN x.typnotnull THEN 'not null' END",
      "'default ' || x.typdefault",
      "(SELECT 'range of ' || pg_catalog.format_type(r.rngsubtype, NULL) FROM pg_catalog.pg_range r WHERE r.rngtypid = x.oid)",
    )} AS value
  FROM pg_catalog.pg_type x JOIN pg_catalog.pg_namespace n ON n.oid = x.typnamespace LEFT JOIN pg_catalog.pg_class r ON r.oid = x.typrelid
  WHERE (x.typrelid = 0 OR r.relkind = 'c') AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = x.oid)
    AND ${ours("n.nspname")} AND NOT ${ofExtension("pg_type", "x.oid")}`;

const aggregate = `(SELECT pg_catalog.concat_ws('; ', 'aggregate', a.aggtransfn::text, a.aggfinalfn::text, pg_catalog.format_type(a.aggtranstype, NULL), a.agginitval)
    FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid = x.oid)`;
const functions = `
  SELECT ${identity("pg_proc")} AS name, CASE x.prokind WHEN 'a' THEN ${aggregate} ELSE pg_catalog.pg_get_functiondef(x.oid) END AS value
  FROM pg_catalog.pg_proc x JOIN pg_catalog.pg_namespace n ON n.oid = x.pronamespace
  WHERE ${ours("n.nspname")} AND NOT ${ofExtension("pg_proc", "x.oid")}`;

/** Of a table: its triggers, rules and policies. */
const ofTable = (catalogue: string, table: string, value: string, filter: string): string => `
  SELECT ${identity(catalogue)} AS name, ${value} AS value
  FROM pg_catalog.${catalogue} x JOIN pg_catalog.pg_class t ON t.oid = x.${table} JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
  WHERE ${filter} AND ${ours("n.nspname")} AND NOT ${ofExtension("pg_class", "t.oid")}`;

const policyText = words("CASE WHEN x.polpermissive THEN 'permissive' ELSE 'restrictive' END", "x.polcmd::text", "'using ' || " + expression("x.polqual", "x.polrelid"), "'check ' || " + expression("x.polwithcheck", "x.polrelid"));

/** Its columns in no order: those that a parent got later stand elsewhere after a restore. Servers before 15 tell none. */
const publishedTable = `
  coalesce((SELECT pg_catalog.jsonb_set(pg_catalog.to_jsonb(t), '{attnames}', pg_catalog.jsonb_agg(a ORDER BY a)) FROM pg_catalog.jsonb_array_elements(pg_catalog.to_jsonb(t) -> 'attnames') a), pg_catalog.to_jsonb(t))`;

const publications = `
  SELECT ${identity("pg_publication")} AS name,
    ${words(
      "CASE WHEN x.puballtables THEN 'all tables' END",
      "pg_catalog.concat(x.pubinsert, x.pubupdate, x.pubdelete, x.pubtruncate, x.pubviaroot)",
      // One for all tables is for those that are there: the kit's own on the mirror, and not what is left behind.
      `CASE WHEN NOT x.puballtables THEN (SELECT pg_catalog.string_agg((${publishedTable})::text, ', ' ORDER BY t.schemaname, t.tablename) FROM pg_catalog.pg_publication_tables t WHERE t.pubname = x.pubname) END`,
    )} AS value FROM pg_catalog.pg_publication x`;

const eventTriggers = `
  SELECT ${identity("pg_event_trigger")} AS name, ${words("x.evtevent::text", "x.evtenabled::text", "pg_catalog.array_to_string(x.evttags, ', ')", identity("pg_proc", "x.evtfoid"))} AS value
  FROM pg_catalog.pg_event_trigger x WHERE NOT ${ofExtension("pg_event_trigger", "x.oid")}`;

const extensions = `
  SELECT e.extname AS name, n.nspname AS value FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace`;

/** What is rare enough that its being there has to do. */
const rare = (catalogue: string, filter = "true"): string => `
  SELECT o.type || ' ' || o.identity AS name, '' AS value FROM pg_catalog.${catalogue} x
  CROSS JOIN LATERAL pg_catalog.pg_identify_object('pg_catalog.${catalogue}'::pg_catalog.regclass, x.oid, 0) o
  WHERE x.oid >= 16384 AND ${filter} AND (o.schema IS NULL OR ${ours("o.schema")}) AND NOT ${ofExtension(catalogue, "x.oid")}`;
const rareCatalogues = ["pg_collation", "pg_operator", "pg_opclass", "pg_opfamily", "pg_cast", "pg_conversion", "pg_ts_config", "pg_ts_dict", "pg_foreign_data_wrapper", "pg_foreign_server", "pg_language", "pg_transform", "pg_am"];

/** Classes of what is said once and used by rows and queries. */
export const codeClasses = {
  schemas: `SELECT ${identity("pg_namespace")} AS name, '' AS value FROM pg_catalog.pg_namespace x WHERE ${ours("x.nspname")} AND NOT ${ofExtension("pg_namespace", "x.oid")}`,
  types,
  functions,
  triggers: ofTable("pg_trigger", "tgrelid", words("pg_catalog.pg_get_triggerdef(x.oid)", "'enabled ' || x.tgenabled::text"), ownTrigger("x")),
  rules: ofTable("pg_rewrite", "ev_class", words("pg_catalog.pg_get_ruledef(x.oid)", "'enabled ' || x.ev_enabled::text"), "x.rulename <> '_RETURN'"),
  policies: ofTable("pg_policy", "polrelid", policyText, "true"),
  extensions,
  publications,
  "event triggers": eventTriggers,
  "other objects": rareCatalogues.map((catalogue) => rare(catalogue)).join("\nUNION ALL "),
} as const;
