import { identifier, literal } from "./catalogue-queries.ts";
import type { Manifest, ManifestDatabase, ManifestRole, ServerSetting } from "./manifest.ts";
import { namesOfSetting } from "./setting-lists.ts";
import { nameHere } from "./namesake.ts";
import { localesOf } from "./wanted-locales.ts";

const flag = (on: boolean, word: string): string => (on ? word : `NO${word}`);

const attributes = ({ inherit, createDatabase, createRole, bypassRowSecurity, connectionLimit }: ManifestRole): string =>
  [flag(inherit, "INHERIT"), flag(createDatabase, "CREATEDB"), flag(createRole, "CREATEROLE"), flag(bypassRowSecurity, "BYPASSRLS"), `CONNECTION LIMIT ${connectionLimit}`].join(" ");

/** Nobody can log in as it: its password never left the source. */
const createRole = (role: ManifestRole): string => `CREATE ROLE ${identifier(role.name)} NOLOGIN ${attributes(role)}`;

/** Made for the application before anything was restored: whether it may log in is settled, all else is as at the source. */
const likenRole = (role: ManifestRole): string => `ALTER ROLE ${identifier(role.name)} ${attributes(role)}`;

const grantMembership = (member: string, group: ManifestRole["memberOf"][number]): string =>
  `GRANT ${identifier(group.role)} TO ${identifier(member)} WITH ADMIN ${group.admin}, INHERIT ${group.inherit}, SET ${group.set}`;

/**
 * The owner the application connects as on the new side. When the source had no role of that name,
 * it stands for the owner of the source's database, with all that owner's rights.
 */
export function standsFor(manifest: Manifest, { owner }: ManifestDatabase, targetOwner: string): string | undefined {
  return manifest.roles.some(({ name }) => name === targetOwner) || owner === targetOwner ? undefined : owner;
}

/** Who owns the restored database. */
export const ownerOnTarget = (manifest: Manifest, database: ManifestDatabase, targetOwner: string, superusers: ReadonlySet<string>): string =>
  standsFor(manifest, database, targetOwner) === undefined ? nameHere(database.owner, superusers) : targetOwner;

type Membership = ManifestRole["memberOf"][number];

/** A role can be granted several times, by several grantors, each time with other options; here there is one grantor, so they are one. */
function merged(memberOf: readonly Membership[]): readonly Membership[] {
  const byRole = new Map<string, Membership>();
  for (const one of memberOf) {
    const other = byRole.get(one.role);
    byRole.set(one.role, other === undefined ? one : { role: one.role, admin: one.admin || other.admin, inherit: one.inherit || other.inherit, set: one.set || other.set });
  }
  return [...byRole.values()];
}

export type ExistingRole = { readonly name: string; readonly superuser: boolean };

/** Those of a server's roles that are above all rules. */
export const superusersAmong = (roles: readonly ExistingRole[]): ReadonlySet<string> => new Set(roles.filter(({ superuser }) => superuser).map(({ name }) => name));

/** What makes the source's roles exist, with what they may do, on a server that has these already. Its superusers stay as they are and get no members. */
export function rolesSql(manifest: Manifest, there: readonly ExistingRole[], targetOwner: string): readonly string[] {
  const existing = new Set(there.map(({ name }) => name));
  const superusers = superusersAmong(there);
  const here = (role: string): string => nameHere(role, superusers);
  const own = new Set(manifest.roles.map(({ name }) => name));
  const known = new Set([...existing, ...own, ...[...own].map(here)]);
  return [
    ...manifest.roles.filter(({ name }) => !existing.has(name)).map(createRole),
    ...manifest.roles.filter(({ name }) => superusers.has(name) && !existing.has(here(name)) && !own.has(here(name))).map((role) => createRole({ ...role, name: here(role.name) })),
    ...manifest.roles.filter(({ name }) => existing.has(name) && !superusers.has(name)).map(likenRole),
    ...manifest.providerRoles.filter((name) => !existing.has(name)).map((name) => `CREATE ROLE ${identifier(name)} NOLOGIN`),
    ...manifest.roles.flatMap(({ name, memberOf }) => merged(memberOf).filter(({ role }) => known.has(here(role))).map((group) => grantMembership(here(name), { ...group, role: here(group.role) }))),
    ...manifest.databases.flatMap((database) => {
      const owner = standsFor(manifest, database, targetOwner);
      return owner === undefined || !known.has(here(owner)) ? [] : [`GRANT ${identifier(here(owner))} TO ${identifier(targetOwner)}`];
    }),
  ];
}

const locale = ({ provider, collate, ctype, name }: ManifestDatabase["locale"]): string => {
  const libc = `LC_COLLATE ${literal(collate)} LC_CTYPE ${literal(ctype)}`;
  if (provider === "i") return `LOCALE_PROVIDER icu ICU_LOCALE ${literal(name ?? "und")} ${libc}`;
  if (provider === "b") return `LOCALE_PROVIDER builtin BUILTIN_LOCALE ${literal(name ?? "C.UTF-8")} ${libc}`;
  return `LOCALE_PROVIDER libc ${libc}`;
};

/** What begins again from empty. */
export const dropDatabaseSql = (name: string): string => `DROP DATABASE IF EXISTS ${identifier(name)} WITH (FORCE)`;

/** The database as it was made at the source. */
export const createDatabaseSql = (name: string, like: ManifestDatabase, owner: string): string =>
  `CREATE DATABASE ${identifier(name)} OWNER ${identifier(owner)} TEMPLATE template0 ENCODING ${literal(like.encoding)} ${locale(like.locale)}`;

/** Says in the database itself that a restore began here; the row that says it ended is written last. */
export const beginMarkerSql: readonly string[] = [
  "CREATE SCHEMA failover_kit",
  `CREATE TABLE failover_kit.restored (backup text PRIMARY KEY, manifest_sha256 text NOT NULL, run text NOT NULL, unit text NOT NULL,
     seconds double precision NOT NULL, bytes bigint NOT NULL, at timestamptz NOT NULL DEFAULT now())`,
];

/** Makes the orders of text known that this machine has, and had not when its cluster was made: a column may name the database's own. */
export const collationsSql = (like: ManifestDatabase): readonly string[] => (localesOf(like).length === 0 ? [] : ["SELECT pg_catalog.pg_import_system_collations('pg_catalog')"]);

/** Statistics over all parts of a partitioned table, which vacuumdb leaves out and the server never gathers by itself: without them its queries are planned blindly. https://www.postgresql.org/docs/17/sql-analyze.html */
export const analyzeParentsSql = `DO $$
DECLARE parent regclass;
BEGIN
  FOR parent IN SELECT oid FROM pg_catalog.pg_class WHERE relkind = 'p' AND NOT relispartition ORDER BY oid LOOP
    EXECUTE pg_catalog.format('ANALYZE %s', parent);
  END LOOP;
END $$`;

/** The grants on the database itself, which a dump without CREATE DATABASE leaves out. */
export function privilegesSql(name: string, { privileges }: ManifestDatabase, providerRoles: readonly string[]): readonly string[] {
  if (privileges === null) return [];
  const kept = privileges.filter(({ grantee }) => grantee === null || !providerRoles.includes(grantee));
  return [
    `REVOKE ALL ON DATABASE ${identifier(name)} FROM PUBLIC`,
    ...kept.map(
      ({ grantee, privilege, grantable }) =>
        `GRANT ${privilege} ON DATABASE ${identifier(name)} TO ${grantee === null ? "PUBLIC" : identifier(grantee)}${grantable ? " WITH GRANT OPTION" : ""}`,
    ),
  ];
}

/** How many may connect to the database at once, which a dump leaves out as well. */
export const connectionLimitSql = (name: string, { connectionLimit }: ManifestDatabase): readonly string[] =>
  connectionLimit === undefined ? [] : [`ALTER DATABASE ${identifier(name)} CONNECTION LIMIT ${connectionLimit}`];

/** Takes the provider's own roles out of a database: what they were granted goes, what they owned gets the database's owner. */
export const withoutProviderRolesSql = (providerRoles: readonly string[], owner: string): readonly string[] =>
  providerRoles.flatMap((role) => [`REASSIGN OWNED BY ${identifier(role)} TO ${identifier(owner)}`, `DROP OWNED BY ${identifier(role)}`]);

/** The provider's roles themselves, once no database knows them. */
export const dropProviderRolesSql = (providerRoles: readonly string[]): readonly string[] => providerRoles.map((role) => `DROP ROLE IF EXISTS ${identifier(role)}`);

const settingName = (name: string): string => name.split(".").map(identifier).join(".");

/** What is to be said for everybody at the end must not hold from an earlier attempt while the restore runs. */
export const withoutServerSettingsSql = ({ serverSettings = [] }: Pick<Manifest, "serverSettings">): readonly string[] => serverSettings.map(({ name }) => `ALTER ROLE ALL RESET ${settingName(name)}`);

/** A setting said again exactly. It is never put into force here: a role that is to become another would lose the right to say it, and what it names need not be in this database. */
const settingSql = (scope: string, { name, value }: ServerSetting): string =>
  `ALTER ${scope} SET ${settingName(name)} TO ${namesOfSetting(name, value).map(literal).join(", ")}`;

/** ALTER ROLE and ALTER DATABASE … SET as at the source; last, because such a setting can stop a restore. */
export const settingsSql = (name: string, { settings }: ManifestDatabase, roles: readonly ManifestRole[], forAll: readonly ServerSetting[] = []): readonly string[] => [
  ...roles.flatMap((role) => role.settings.map((setting) => settingSql(`ROLE ${identifier(role.name)}`, setting))),
  ...settings.map(({ role, ...setting }) =>
    settingSql(role === null ? `DATABASE ${identifier(name)}` : `ROLE ${identifier(role)} IN DATABASE ${identifier(name)}`, setting),
  ),
  ...forAll.map((setting) => settingSql("ROLE ALL", setting)),
];

/** Lets roles log in again, with what a server keeps of their passwords; nothing of it stands in the server's own log. */
export const loginsSql = (verifiers: Readonly<Record<string, string>>, existing: ReadonlySet<string>): readonly string[] => {
  const statements = Object.entries(verifiers).flatMap(([role, verifier]) => (existing.has(role) ? [`ALTER ROLE ${identifier(role)} LOGIN PASSWORD ${literal(verifier)}`] : []));
  const quiet = ["log_statement = 'none'", "log_min_duration_statement = -1", "log_min_error_statement = 'panic'"].map((setting) => `SET ${setting}`);
  return statements.length === 0 ? [] : [...quiet, ...statements];
};

/** Says that the database is whole. */
export const endMarkerSql = (m: { backup: string; manifestSha256: string; run: string; unit: string; seconds: number; bytes: number }): string =>
  `INSERT INTO failover_kit.restored (backup, manifest_sha256, run, unit, seconds, bytes)
   VALUES (${[m.backup, m.manifestSha256, m.run, m.unit].map(literal).join(", ")}, ${m.seconds}, ${m.bytes})`;
