import { describe, expect, test } from "vitest";
import { identifier, literal, rowCounts, sequencesBehind } from "../../scripts/core/catalogue-queries.ts";
import type { Manifest, ManifestDatabase, ManifestRole } from "../../scripts/core/manifest.ts";
import { connectionLimitSql, createDatabaseSql, dropProviderRolesSql, endMarkerSql, ownerOnTarget, privilegesSql, rolesSql, settingsSql, standsFor, withoutProviderRolesSql, withoutServerSettingsSql } from "../../scripts/core/restore-sql.ts";
import { manifestOf, shopDatabase } from "../support/backups.ts";

const role = (name: string, change: Partial<ManifestRole> = {}): ManifestRole => ({
  name,
  login: true,
  inherit: true,
  createDatabase: false,
  createRole: false,
  bypassRowSecurity: false,
  connectionLimit: -1,
  memberOf: [],
  settings: [],
  ...change,
});
const database = (change: Partial<ManifestDatabase>): ManifestDatabase => ({ ...shopDatabase, ...change });
const there = (...names: readonly string[]) => names.map((name) => ({ name, superuser: false }));

describe("names and texts", () => {
  test.each([
    ["orders", `"orders"`],
    [`Odd "Name"`, `"Odd ""Name"""`],
  ])("the name %s is written %s", (name, written) => {
    expect(identifier(name)).toBe(written);
  });

  test.each([
    ["plain", `'plain'`],
    ["it's", `'it''s'`],
    [`back\\slash's`, ` E'back\\\\slash''s'`],
  ])("the text %s is written %s", (text, written) => {
    expect(literal(text)).toBe(written);
  });

  test("rows are counted without those of inheriting tables", () => {
    expect(rowCounts([{ schema: "a", name: "b" }, { schema: "a", name: `c"` }])).toBe(
      `SELECT 'a' AS schema, 'b' AS name, pg_catalog.count(*) AS rows FROM ONLY "a"."b"\nUNION ALL SELECT 'a' AS schema, 'c"' AS name, pg_catalog.count(*) AS rows FROM ONLY "a"."c"""`,
    );
  });

  test.each([
    ["1", "pg_catalog.max", ">"],
    ["-1", "pg_catalog.min", "<"],
  ])("a sequence that steps by %s is behind its column's %s", (increment, furthest, beyond) => {
    const sql = sequencesBehind([{ schema: "s", sequence: "q", tableSchema: "s", table: "t", column: "c", increment }]);
    expect(sql).toContain(`(SELECT ${furthest}("c") FROM "s"."t") ${beyond} q.last_value`);
  });
});

describe("roles", () => {
  test("those that are missing are made without a password, so that nobody can log in as them", () => {
    expect(rolesSql(manifestOf({ roles: [role("app", { createRole: true, connectionLimit: 7 })] }), there("shop"), "shop")).toEqual([`CREATE ROLE "app" NOLOGIN INHERIT NOCREATEDB CREATEROLE NOBYPASSRLS CONNECTION LIMIT 7`]);
  });

  test("the one that was made for the application before may do what it may at the source, and logs in as before", () => {
    const manifest = manifestOf({ roles: [role("shop", { createDatabase: true, createRole: true, bypassRowSecurity: true, connectionLimit: 80 })] });
    expect(rolesSql(manifest, there("shop"), "shop")).toEqual([`ALTER ROLE "shop" INHERIT CREATEDB CREATEROLE BYPASSRLS CONNECTION LIMIT 80`]);
  });

  test("a superuser of this server stays one, and a role without login stands for its namesake, who is none at the source", () => {
    const manifest = manifestOf({ roles: [role("postgres", { createRole: true })] });
    const here = [...there("shop"), { name: "postgres", superuser: true }];
    const standIn = `CREATE ROLE "postgres_at_source" NOLOGIN INHERIT NOCREATEDB CREATEROLE NOBYPASSRLS CONNECTION LIMIT -1`;
    expect(rolesSql(manifest, here, "shop")).toEqual([standIn]);
    expect(rolesSql(manifest, [...here, ...there("postgres_at_source")], "shop")).toEqual([]);
    // A backup of this server itself brings both.
    expect(rolesSql(manifestOf({ roles: [role("postgres"), role("postgres_at_source", { createRole: true })] }), here, "shop")).toEqual([standIn]);
  });

  test("memberships are as at the source, except in roles that do not exist here", () => {
    const group = { admin: false, inherit: true, set: false };
    const manifest = manifestOf({ roles: [role("shop", { memberOf: [{ role: "pg_monitor", ...group }, { role: "unheard_of", ...group }] })] });
    expect(rolesSql(manifest, there("shop", "pg_monitor"), "shop").slice(1)).toEqual([`GRANT "pg_monitor" TO "shop" WITH ADMIN false, INHERIT true, SET false`]);
  });

  test("nobody becomes a superuser of this server by a membership in its namesake, nor by standing for a database's owner of that name", () => {
    const group = { admin: true, inherit: true, set: true };
    const here = [...there("shop"), { name: "postgres", superuser: true }];
    const grants = (manifest: Manifest) => rolesSql(manifest, here, "shop").filter((statement) => statement.startsWith("GRANT"));
    expect(grants(manifestOf({ roles: [role("postgres"), role("shop", { memberOf: [{ role: "postgres", ...group }] })] }))).toEqual([`GRANT "postgres_at_source" TO "shop" WITH ADMIN true, INHERIT true, SET true`]);
    const owned = database({ owner: "postgres" });
    expect(grants(manifestOf({ roles: [role("postgres")], databases: [owned] }))).toEqual([`GRANT "postgres_at_source" TO "shop"`]);
    expect(ownerOnTarget(manifestOf({ roles: [role("postgres")] }), owned, "shop", new Set(["postgres"]))).toBe("shop");
    expect(ownerOnTarget(manifestOf({ roles: [role("postgres"), role("shop")] }), owned, "shop", new Set(["postgres"]))).toBe("postgres_at_source");
  });

  test("the provider's roles exist only while objects with grants to them are restored", () => {
    const manifest = manifestOf({ providerRoles: ["rds_superuser"] });
    expect(rolesSql(manifest, there("shop"), "shop")).toEqual([`CREATE ROLE "rds_superuser" NOLOGIN`]);
    expect(withoutProviderRolesSql(["rds_superuser"], "shop")).toEqual([`REASSIGN OWNED BY "rds_superuser" TO "shop"`, `DROP OWNED BY "rds_superuser"`]);
    expect(dropProviderRolesSql(["rds_superuser"])).toEqual([`DROP ROLE IF EXISTS "rds_superuser"`]);
  });

  test("a new owner that the source did not know gets all that the source's owner had", () => {
    const manifest = manifestOf({ roles: [role("master")], databases: [database({ owner: "master" })] });
    expect(rolesSql(manifest, [], "shop")).toContain(`GRANT "master" TO "shop"`);
    expect(standsFor(manifest, database({ owner: "master" }), "shop")).toBe("master");
  });

  test.each([
    ["the source knew this role as one of its own", "shop", [role("master"), role("shop")], "master"],
    ["it owned the source's database as well", "shop", [role("shop")], "shop"],
  ])("nothing is granted when %s", (_, owner, roles, sourceOwner) => {
    const manifest = manifestOf({ roles, databases: [database({ owner: sourceOwner })] });
    expect(rolesSql(manifest, there(owner), owner).filter((statement) => statement.startsWith("GRANT"))).toEqual([]);
  });

  test("an owner that was the provider's own is not granted to anybody", () => {
    const manifest = manifestOf({ databases: [database({ owner: "rdsadmin" })] });
    expect(rolesSql(manifest, there("shop"), "shop")).toEqual([]);
  });
});

describe("the database itself", () => {
  test.each<[string, ManifestDatabase["locale"], string]>([
    ["libc", { provider: "c", collate: "en_US.UTF-8", ctype: "C", name: null }, `LOCALE_PROVIDER libc LC_COLLATE 'en_US.UTF-8' LC_CTYPE 'C'`],
    ["icu", { provider: "i", collate: "C", ctype: "C", name: "de-DE" }, `LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LC_COLLATE 'C' LC_CTYPE 'C'`],
    ["icu without a name", { provider: "i", collate: "C", ctype: "C", name: null }, `LOCALE_PROVIDER icu ICU_LOCALE 'und' LC_COLLATE 'C' LC_CTYPE 'C'`],
    ["builtin", { provider: "b", collate: "C", ctype: "C", name: "C.UTF-8" }, `LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'`],
    ["builtin without a name", { provider: "b", collate: "C", ctype: "C", name: null }, `LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'`],
  ])("sorts as at the source: %s", (_, locale, expected) => {
    expect(createDatabaseSql("shop", database({ locale }), "shop")).toBe(`CREATE DATABASE "shop" OWNER "shop" TEMPLATE template0 ENCODING 'UTF8' ${expected}`);
  });

  test("is open to whom it was open at the source, and to none of the provider's roles", () => {
    const privileges = [
      { grantee: null, privilege: "CONNECT", grantable: false },
      { grantee: "app", privilege: "CREATE", grantable: true },
      { grantee: "rds_superuser", privilege: "CREATE", grantable: false },
    ];
    expect(privilegesSql("shop", database({ privileges }), ["rds_superuser"])).toEqual([
      `REVOKE ALL ON DATABASE "shop" FROM PUBLIC`,
      `GRANT CONNECT ON DATABASE "shop" TO PUBLIC`,
      `GRANT CREATE ON DATABASE "shop" TO "app" WITH GRANT OPTION`,
    ]);
    expect(privilegesSql("shop", database({ privileges: null }), [])).toEqual([]);
  });

  test("gets its connection limit, where it had one", () => {
    expect(connectionLimitSql("shop", database({ connectionLimit: 150 }))).toEqual([`ALTER DATABASE "shop" CONNECTION LIMIT 150`]);
    expect(connectionLimitSql("shop", database({}))).toEqual([]);
  });

  test("gets its settings, none of which is in force while they are said: one could take the right to say it, or name what is not in this database", () => {
    const settings = [
      { role: null, name: "default_text_search_config", value: "public.plain" },
      { role: "app", name: "shop.mode", value: "it's" },
    ];
    expect(settingsSql("shop", database({ settings }), [role("app", { settings: [{ name: "role", value: "owners" }, { name: "DateStyle", value: "ISO, DMY" }] })])).toEqual([
      `ALTER ROLE "app" SET "role" TO 'owners'`,
      `ALTER ROLE "app" SET "DateStyle" TO 'ISO, DMY'`,
      `ALTER DATABASE "shop" SET "default_text_search_config" TO 'public.plain'`,
      `ALTER ROLE "app" IN DATABASE "shop" SET "shop"."mode" TO 'it''s'`,
    ]);
  });

  test.each([
    ["search_path", `"$user", public, "Odd, ""Names"""`, `'$user', 'public', 'Odd, "Names"'`],
    ["search_path", `""`, `''`],
    ["temp_tablespaces", "fast, large", `'fast', 'large'`],
    ["session_preload_libraries", "auto_explain,pg_hint_plan", `'auto_explain', 'pg_hint_plan'`],
    ["local_preload_libraries", `"$libdir/plugins/a"`, `'$libdir/plugins/a'`],
    ["DateStyle", "ISO, DMY", `'ISO, DMY'`],
    ["search_path", `"never closed`, `'"never closed'`],
  ])("gets %s with each name of its list apart, without taking it on: %s", (name, value, written) => {
    expect(settingsSql("shop", database({ settings: [{ role: null, name, value }] }), [])).toEqual([`ALTER DATABASE "shop" SET "${name}" TO ${written}`]);
  });

  test("gets what was said for everybody last, and loses what an earlier attempt said of it first", () => {
    const serverSettings = [{ name: "lock_timeout", value: "5s" }, { name: "shop.mode", value: "it's" }];
    expect(settingsSql("shop", database({ settings: [{ role: null, name: "jit", value: "off" }] }), [], serverSettings)).toEqual([
      `ALTER DATABASE "shop" SET "jit" TO 'off'`,
      `ALTER ROLE ALL SET "lock_timeout" TO '5s'`,
      `ALTER ROLE ALL SET "shop"."mode" TO 'it''s'`,
    ]);
    expect(withoutServerSettingsSql({ serverSettings })).toEqual([`ALTER ROLE ALL RESET "lock_timeout"`, `ALTER ROLE ALL RESET "shop"."mode"`]);
    expect(withoutServerSettingsSql({})).toEqual([]);
  });

  test("says in the end which backup it is", () => {
    expect(endMarkerSql({ backup: "b", manifestSha256: "f", run: "r", unit: "u", seconds: 1.5, bytes: 7 })).toContain(`VALUES ('b', 'f', 'r', 'u', 1.5, 7)`);
  });
});
