import { ofExtension, ours } from "../catalogue-queries.ts";
import { identity } from "./relation-classes.ts";

/** A catalogue whose objects have an owner; `acl` and `kind` where they can be granted, too. */
type Owned = { readonly catalogue: string; readonly owner: string; readonly acl?: string; readonly kind?: string; readonly join?: string; readonly filter?: string };

const inSchema = (column: string): string => `JOIN pg_catalog.pg_namespace n ON n.oid = x.${column}`;
const freestanding = "x.oid >= 16384";
const isRowTypeOrArray = "(x.typrelid <> 0 AND (SELECT r.relkind FROM pg_catalog.pg_class r WHERE r.oid = x.typrelid) <> 'c') OR EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = x.oid) OR x.typtype = 'm'";
const granted = [
  { catalogue: "pg_class", owner: "relowner", acl: "relacl", kind: "CASE x.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\"", join: inSchema("relnamespace"), filter: "x.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')" },
  { catalogue: "pg_proc", owner: "proowner", acl: "proacl", kind: "'f'", join: inSchema("pronamespace") },
  { catalogue: "pg_type", owner: "typowner", acl: "typacl", kind: "'T'", join: inSchema("typnamespace"), filter: `NOT (${isRowTypeOrArray})` },
  { catalogue: "pg_namespace", owner: "nspowner", acl: "nspacl", kind: "'n'", filter: ours("x.nspname") },
  { catalogue: "pg_foreign_data_wrapper", owner: "fdwowner", acl: "fdwacl", kind: "'F'", filter: freestanding },
  { catalogue: "pg_foreign_server", owner: "srvowner", acl: "srvacl", kind: "'S'", filter: freestanding },
] as const satisfies readonly Owned[];
const owned: readonly Owned[] = [
  ...granted,
  { catalogue: "pg_collation", owner: "collowner", join: inSchema("collnamespace") },
  { catalogue: "pg_operator", owner: "oprowner", join: inSchema("oprnamespace") },
  { catalogue: "pg_ts_config", owner: "cfgowner", join: inSchema("cfgnamespace") },
  { catalogue: "pg_statistic_ext", owner: "stxowner", join: inSchema("stxnamespace") },
  { catalogue: "pg_publication", owner: "pubowner" },
  { catalogue: "pg_event_trigger", owner: "evtowner" },
];

const among = ({ catalogue, join = "", filter = "true" }: Owned): string =>
  `pg_catalog.${catalogue} x ${join} CROSS JOIN LATERAL pg_catalog.pg_identify_object('pg_catalog.${catalogue}'::pg_catalog.regclass, x.oid, 0) o
   WHERE ${filter} AND ${join === "" ? "true" : ours("n.nspname")} AND NOT ${ofExtension(catalogue, "x.oid")}`;

const owners = owned.map((one) => `SELECT o.type || ' ' || o.identity AS name, pg_catalog.pg_get_userbyid(x.${one.owner}) AS value FROM ${among(one)}`).join("\nUNION ALL ");

/** Who holds which rights, whoever granted them: a list of pairs, the role (null for everybody) and its rights. */
const holders = (acl: string): string => `
  (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(h.grantee, h.rights) ORDER BY h.grantee), '[]')::text FROM
     (SELECT CASE a.grantee WHEN 0 THEN NULL ELSE pg_catalog.pg_get_userbyid(a.grantee) END AS grantee,
             pg_catalog.string_agg(DISTINCT a.privilege_type || CASE WHEN a.is_grantable THEN '*' ELSE '' END, ', ') AS rights
      FROM pg_catalog.aclexplode(${acl}) a GROUP BY 1) h)`;

const columnGrants = `
  SELECT 'column ' || ${identity("pg_class", "x.oid", "c.attnum")} AS name, ${holders("c.attacl")} AS value
  FROM pg_catalog.pg_attribute c JOIN pg_catalog.pg_class x ON x.oid = c.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
  WHERE c.attacl IS NOT NULL AND c.attnum > 0 AND NOT c.attisdropped AND ${ours("n.nspname")} AND NOT ${ofExtension("pg_class", "x.oid")}`;

const grants = [
  ...granted.map((one) => `SELECT o.type || ' ' || o.identity AS name, ${holders(`coalesce(x.${one.acl}, pg_catalog.acldefault(${one.kind}, x.${one.owner}))`)} AS value FROM ${among(one)}`),
  columnGrants,
].join("\nUNION ALL ");

/** Large objects can be millions: those alike are counted together. */
const largeObjects = `
  SELECT pg_catalog.pg_get_userbyid(x.lomowner) || ' ' || coalesce(x.lomacl::text, '') AS name, pg_catalog.count(*)::text AS value
  FROM pg_catalog.pg_largeobject_metadata x GROUP BY 1`;

const defaultPrivileges = `
  SELECT pg_catalog.jsonb_build_array(pg_catalog.pg_get_userbyid(x.defaclrole), n.nspname, x.defaclobjtype)::text AS name, ${holders("x.defaclacl")} AS value
  FROM pg_catalog.pg_default_acl x LEFT JOIN pg_catalog.pg_namespace n ON n.oid = x.defaclnamespace WHERE n.nspname IS NULL OR ${ours("n.nspname")}`;

const policyRoles = `
  SELECT ${identity("pg_policy")} AS name, (SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(CASE r.id WHEN 0 THEN NULL ELSE pg_catalog.pg_get_userbyid(r.id) END, 'applies') ORDER BY r.id = 0, pg_catalog.pg_get_userbyid(r.id))::text
     FROM pg_catalog.unnest(x.polroles) r(id)) AS value
  FROM pg_catalog.pg_policy x JOIN pg_catalog.pg_class t ON t.oid = x.polrelid JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
  WHERE ${ours("n.nspname")} AND NOT ${ofExtension("pg_class", "t.oid")}`;

const comments = `
  SELECT o.type || ' ' || o.identity AS name, x.description AS value
  FROM pg_catalog.pg_description x CROSS JOIN LATERAL pg_catalog.pg_identify_object(x.classoid, x.objoid, x.objsubid) o
  WHERE (x.objoid >= 16384 OR o.type = 'schema' AND o.identity = 'public') AND (o.schema IS NULL OR ${ours("o.schema")}) AND o.type <> 'extension'
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = x.classoid AND d.objid = x.objoid AND d.deptype = 'e')`;

const roles = `
  SELECT x.rolname AS name, pg_catalog.concat_ws(' ', CASE WHEN x.rolcanlogin THEN 'login' END, CASE WHEN x.rolinherit THEN 'inherit' END, CASE WHEN x.rolcreatedb THEN 'createdb' END,
           CASE WHEN x.rolcreaterole THEN 'createrole' END, CASE WHEN x.rolbypassrls THEN 'bypassrls' END, 'limit ' || x.rolconnlimit) AS value
  FROM pg_catalog.pg_roles x WHERE x.rolname !~ '^pg_'`;

const memberships = `
  SELECT pg_catalog.jsonb_build_array(u.rolname, g.rolname)::text AS name,
         CASE WHEN pg_catalog.bool_or(m.admin_option) THEN 'with admin option' ELSE '' END AS value
  FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles u ON u.oid = m.member JOIN pg_catalog.pg_roles g ON g.oid = m.roleid WHERE u.rolname !~ '^pg_' GROUP BY 1`;

const settings = `
  SELECT pg_catalog.jsonb_build_array(CASE WHEN s.setdatabase = 0 THEN 'server' ELSE 'database' END, pg_catalog.pg_get_userbyid(nullif(s.setrole, 0)), pg_catalog.split_part(c.entry, '=', 1))::text AS name,
         pg_catalog.substr(c.entry, pg_catalog.strpos(c.entry, '=') + 1) AS value
  FROM pg_catalog.pg_db_role_setting s LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) c(entry)
  WHERE (s.setdatabase = 0 AND s.setrole <> 0) OR d.datname = pg_catalog.current_database()`;

/** ALTER ROLE ALL SET: a class of its own, since earlier kits neither carried nor compared it. */
const serverSettings = `
  SELECT pg_catalog.split_part(c.entry, '=', 1) AS name, pg_catalog.substr(c.entry, pg_catalog.strpos(c.entry, '=') + 1) AS value
  FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) c(entry)
  WHERE s.setdatabase = 0 AND s.setrole = 0`;

/** What a dump leaves out of the database itself; its grants and settings are compared elsewhere. */
const ofDatabase = `
  SELECT v.name, v.value FROM pg_catalog.pg_database x
  CROSS JOIN LATERAL (VALUES ('connection limit', nullif(x.datconnlimit, -1)::text), ('comment', pg_catalog.shobj_description(x.oid, 'pg_database'))) v(name, value)
  WHERE x.datname = pg_catalog.current_database() AND v.value IS NOT NULL`;

const roleComments = `
  SELECT x.rolname AS name, pg_catalog.shobj_description(x.oid, 'pg_authid') AS value
  FROM pg_catalog.pg_roles x WHERE x.rolname !~ '^pg_' AND pg_catalog.shobj_description(x.oid, 'pg_authid') IS NOT NULL`;

/** Classes of who owns what, who may do what, and what was said besides. */
export const rightsClasses = { owners, grants, "large objects": largeObjects, "default privileges": defaultPrivileges, "policy roles": policyRoles, comments, roles, memberships, settings, "server settings": serverSettings, database: ofDatabase, "role comments": roleComments } as const;
