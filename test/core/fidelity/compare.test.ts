import { describe, expect, test } from "vitest";
import { classQueries, type Catalogue, type ObjectClass } from "../../../scripts/core/fidelity/catalogue.ts";
import { compareCatalogues, unexplained } from "../../../scripts/core/fidelity/compare.ts";
import type { Circumstances } from "../../../scripts/core/fidelity/explain.ts";
import { plainWords } from "../../../scripts/core/fidelity/other-major.ts";
import { sortExtensions } from "../../../scripts/core/fidelity/provider-extensions.ts";
import { fidelityTable, summarise } from "../../../scripts/core/fidelity/verified.ts";

const known: Circumstances = { providerRoles: ["rdsadmin", "rds_superuser"], databaseOwner: "shop", superusers: ["postgres"], leftOut: ["aws_s3"], tries: [], majors: { source: 17, restored: 17 } };
const only = (objects: ObjectClass, ...list: readonly [string, string][]): Catalogue => ({ schema: "failover-kit/catalogue/1", serverVersion: "17.11", classes: { [objects]: [...list] } });
const compare = (objects: ObjectClass, source: readonly [string, string][], restored: readonly [string, string][], change: Partial<Circumstances> = {}) =>
  compareCatalogues(only(objects, ...source), only(objects, ...restored), { ...known, ...change })[0];

test("of a publication of all tables nobody asks for which ones: the mirror has the kit's own, and lacks what only RDS has", () => {
  expect(classQueries.publications).toMatch(/CASE WHEN NOT x\.puballtables THEN \(SELECT .*pg_publication_tables.*\) END/s);
});

describe("what is explained", () => {
  test.each<[string, ObjectClass, string, string, string, string]>([
    ["what the provider's role owned is the database owner's", "owners", "table public.t", "rdsadmin", "shop", "rdsadmin's, now shop's"],
    ["an event trigger belongs to a superuser", "owners", "event trigger watch", "master", "postgres", "only a superuser"],
    ["grants to the provider's roles are gone", "grants", "table public.t", '[["rds_superuser","SELECT"],["shop","ALL"]]', '[["shop","ALL"]]', "without the provider's roles"],
    ["what a superuser's namesake owned", "owners", "table public.t", "postgres", "postgres_at_source", "postgres's, now postgres_at_source's"],
    ["what it was granted, beside the provider's", "grants", "table public.t", '[["a","SELECT"],["postgres","ALL"],["rds_superuser","SELECT"]]', '[["a","SELECT"],["postgres_at_source","ALL"]]', "a role without login stands for it"],
    ["a role without a password", "roles", "auditor", "login inherit limit 3", "inherit limit 3", "no password was named"],
    ["a check in the server's other words", "constraints", "c on t", "CHECK (((s)::text = ANY ((ARRAY['a'::character varying])::text[])))", "CHECK (((s)::text = ANY (ARRAY[('a'::character varying)::text])))", "other words"],
    ["a column that a parent got later", "tables", "public.child", "r; columns id, own, later; of public.parent", "r; columns id, later, own; of public.parent", "inherited columns come first"],
    ["a role's comment that was there before", "role comments", "app", "of the shop", "of the mirror", "not carried"],
    ["a role that a policy names twice", "policy roles", "p on t", '[["auditor", "applies"], ["auditor", "applies"]]', '[["auditor", "applies"]]', "named twice"],
  ])("%s", (_, objects, name, expected, found, how) => {
    const result = compare(objects, [[name, expected]], [[name, found]]);
    expect(result?.mapped).toEqual([{ name, how: expect.stringContaining(how) as string }]);
    expect(unexplained(result === undefined ? [] : [result])).toEqual([]);
  });

  test.each<[string, ObjectClass, string, string]>([
    ["the provider's role", "roles", "rdsadmin", "login"],
    ["its own extension", "extensions", "aws_s3", "aws_s3"],
    ["its membership", "memberships", '["master","rds_superuser"]', ""],
    ["its setting", "settings", '["database",null,"rds.force_ssl"]', "1"],
    ["the fence of a failover, which closed the source", "settings", '["database",null,"default_transaction_read_only"]', "on"],
    ["a library that no session could load here", "settings", '["database",null,"session_preload_libraries"]', "anon"],
    ["one that no session of a role could load here", "settings", '["server","app","local_preload_libraries"]', "mine"],
    ["the provider's setting for everybody", "server settings", "rds.force_ssl", "1"],
    ["the fence, said for everybody", "server settings", "default_transaction_read_only", "on"],
    ["what would have kept the restore out", "server settings", "role", "app"],
    ["that nobody may connect to a source that was closed", "database", "connection limit", "0"],
    ["the database's comment, which is told", "database", "comment", "the shop"],
    ["a role's comment, which is told", "role comments", "app", "of the shop"],
    ["an index that was never valid", "indexes", "public.i", "CREATE INDEX i ON public.t USING btree (a); not valid"],
  ])("%s may be missing", (_, objects, name, value) => {
    expect(compare(objects, [[name, value]], [])).toMatchObject({ missing: [], mapped: [{ name }] });
  });

  test("a part of a part has no identity of its own, and any other column keeps what it had", () => {
    const identity = "bigint; not null; identity d; default 1";
    const both = (text: string): [string, string][] => [["s.part.id", text], ["s.partly.id", text]];
    const catalogue = (text: string): Catalogue => ({ schema: "failover-kit/catalogue/1", serverVersion: "17.11", classes: { tables: [["s.part", "r; columns id; partition DEFAULT; of s.high"]], columns: both(text) } });
    const [, columns] = compareCatalogues(catalogue(identity), catalogue("bigint; not null; default 1"), known);
    expect(columns?.mapped).toEqual([{ name: "s.part.id", how: expect.stringContaining("a part of a part") as string }]);
    expect(columns?.different.map(({ name }) => name)).toEqual(["s.partly.id"]);
  });

  test("large objects of a superuser's namesake belong to who stands for it", () => {
    expect(compare("large objects", [["postgres ", "3"]], [["postgres_at_source ", "3"]])).toMatchObject({ missing: [], extra: [], mapped: [{ name: "postgres " }, { name: "postgres_at_source " }] });
  });

  test("roles that were on the server before are nobody's concern, and not listed", () => {
    expect(compare("roles", [], [["postgres", "login"]])).toMatchObject({ extra: [], mapped: [] });
  });
});

describe("what is not explained", () => {
  test.each<[string, ObjectClass, readonly [string, string][], readonly [string, string][], string]>([
    ["an index that is missing", "indexes", [["public.i", "CREATE INDEX"]], [], "indexes: public.i is missing"],
    ["a table that nobody had", "tables", [], [["public.x", "r"]], "tables: public.x was not at the source"],
    ["another owner", "owners", [["table public.t", "shop"]], [["table public.t", "postgres"]], "is 'postgres'; at the source it was 'shop'"],
    ["a superuser's namesake's right that nobody has", "grants", [["table public.t", '[["postgres","ALL"]]']], [["table public.t", "[]"]], "grants: table public.t"],
    ["a lost grant", "grants", [["table public.t", '[["auditor","SELECT"]]']], [["table public.t", "[]"]], "grants: table public.t"],
    ["a view that says something else", "views", [["public.v", "SELECT a FROM t"]], [["public.v", "SELECT b FROM t"]], "views: public.v"],
    ["a materialized view without its rows", "materialized views", [["public.m", "SELECT 1"]], [["public.m", "SELECT 1; not populated"]], "not populated"],
    ["columns in another order where nothing is inherited", "tables", [["public.t", "r; columns a, b"]], [["public.t", "r; columns b, a"]], "tables: public.t"],
    ["a partition's columns in another order", "tables", [["public.p", "r; columns a, b; partition DEFAULT; of public.t"]], [["public.p", "r; columns b, a; partition DEFAULT; of public.t"]], "tables: public.p"],
    ["a lost column of one that inherits", "tables", [["public.c", "r; columns a, b; of public.p"]], [["public.c", "r; columns a; of public.p"]], "tables: public.c"],
    ["a lost identity", "columns", [["public.t.id", "bigint; not null; identity a"]], [["public.t.id", "bigint; not null"]], "columns: public.t.id"],
    ["a policy for one role less", "policy roles", [["p on t", '[["a", "applies"], ["b", "applies"]]']], [["p on t", '[["a", "applies"]]']], "policy roles: p on t"],
    ["a lost connection limit", "database", [["connection limit", "150"]], [], "database: connection limit is missing"],
    ["another connection limit", "database", [["connection limit", "150"]], [["connection limit", "9"]], "database: connection limit is '9'"],
    ["a lost setting for everybody", "server settings", [["lock_timeout", "5s"]], [], "server settings: lock_timeout is missing"],
    ["another setting for everybody", "server settings", [["lock_timeout", "5s"]], [["lock_timeout", "9s"]], "server settings: lock_timeout is '9s'"],
    ["a comment in other words", "comments", [["table t", "it's (one)"]], [["table t", "its one"]], "comments: table t"],
  ])("%s", (_, objects, source, restored, sentence) => {
    const result = compare(objects, source, restored);
    expect(unexplained(result === undefined ? [] : [result]).join()).toContain(sentence);
  });

  test("another major version words views its own way, and a missing one is missing all the same", () => {
    const result = compare("views", [["v", "SELECT t.a"], ["w", "SELECT 1"]], [["v", "SELECT a"]], from(15));
    expect(result).toMatchObject({ mapped: [{ name: "v" }], missing: ["w"] });
  });
});

const from = (source: number, restored = 17): Partial<Circumstances> => ({ majors: { source, restored } });

describe("of another major version", () => {
  const rows = (text: string) => `insert, update; {"pubname": "p", ${text}"tablename": "t", "schemaname": "s"}`;

  test.each<[string, number, ObjectClass, string, string]>([
    ["an owner has a right that came later", 16, "grants", '[["auditor", "SELECT"], ["shop", "DELETE, SELECT*"]]', '[["auditor", "SELECT"], ["shop", "DELETE, MAINTAIN, SELECT*"]]'],
    ["who had nothing has that right alone", 14, "grants", "[]", '[["shop", "MAINTAIN*"]]'],
    ["the same, and the provider's roles are gone", 14, "grants", '[["rdsadmin", "SELECT"], ["clerk", "SELECT"]]', '[["clerk", "MAINTAIN, SELECT"]]'],
    ["it is given from now on, too", 15, "default privileges", '[["shop", "SELECT"]]', '[["shop", "MAINTAIN, SELECT"]]'],
    ["a publication tells each column", 14, "publications", rows(""), rows('"attnames": ["a", "it\'s \\"]\\""], "rowfilter": null, ')],
    ["a view names no table where there is but one", 15, "views", 'SELECT "T t".a, v."b ""c""" FROM x v', 'SELECT a, "b ""c""" FROM x v'],
  ])("%s", (_, major, objects, expected, found) => {
    expect(compare(objects, [["n", expected]], [["n", found]], from(major))).toMatchObject({ different: [], mapped: [{ name: "n" }] });
    expect(compare(objects, [["n", expected]], [["n", found]], from(17))?.different).toHaveLength(1);
  });

  test("a part has the identity of the whole, and no other column has one that it had not", () => {
    const catalogue = (text: string): Catalogue => ({ ...only("tables", ["s.part", "r; columns id; partition DEFAULT; of s.whole"]), classes: { tables: [["s.part", "r; columns id; partition DEFAULT; of s.whole"]], columns: [["s.part.id", text], ["s.partly.id", text]] } });
    const [, columns] = compareCatalogues(catalogue("bigint; not null"), catalogue("bigint; not null; identity a"), { ...known, ...from(16) });
    expect(columns).toMatchObject({ mapped: [{ name: "s.part.id" }], different: [{ name: "s.partly.id" }] });
  });

  test.each<[string, ObjectClass, string, string]>([
    ["a column that may be null now", "columns", "integer; not null", "integer"],
    ["a view without its option", "views", "SELECT t.a FROM t; with security_barrier=true", "SELECT a FROM t"],
    ["a view of another column", "views", "SELECT t.a FROM t", "SELECT b FROM t"],
    ["a right that is not new", "grants", '[["shop", "SELECT"]]', '[["shop", "DELETE, MAINTAIN, SELECT"]]'],
    ["a publication of fewer columns", "publications", rows(""), rows('"attnames": ["a"], "rowfilter": "(a > 1)", ')],
  ])("%s is different all the same", (_, objects, expected, found) => {
    expect(compare(objects, [["n", expected]], [["n", found]], from(14))).toMatchObject({ mapped: [], different: [{ name: "n" }] });
  });
});

test("a class that an older source was not asked for is not compared", () => {
  expect(compareCatalogues({ ...only("tables"), classes: {} }, only("tables", ["t", "r"]), known)).toEqual([]);
});

test("casts, parentheses and spaces are no words, and a changed literal is one", () => {
  expect(plainWords("((a)::numeric(10,2) > (0)::numeric)")).toBe("a>0");
  expect(plainWords("'a'::text")).not.toBe(plainWords("'b'::text"));
});

test("extensions of the provider's own are left out, any other that is not there is missing", () => {
  expect(sortExtensions(["aws_s3", "pg_transport", "postgis", "hstore"], new Set(["hstore"]))).toEqual({ leftOut: ["aws_s3", "pg_transport"], missing: ["postgis"] });
  expect(sortExtensions(["pg_tle"], new Set())).toEqual({ leftOut: ["pg_tle"], missing: [] });
  expect(sortExtensions(["pg_tle"], new Set(["pg_tle"]))).toEqual({ leftOut: [], missing: [] });
});

test("what is mapped in one way for many objects is one line, so that it hides nothing else", () => {
  const rights = (name: string, text: string): [string, string] => [name, `[["shop", "${text}"]]`];
  const names = Array.from({ length: 60 }, (_, n) => `table t${n}`);
  const grants = compare("grants", names.map((name) => rights(name, "SELECT")), names.map((name) => rights(name, "MAINTAIN, SELECT")), from(16));
  const owners = compare("owners", [["table u", "rdsadmin"]], [["table u", "shop"]]);
  const { mapped, unlisted } = summarise({ name: "shop", tables: 1, rows: 1, differences: [], classes: [grants, owners].filter((one) => one !== undefined) });
  expect(mapped).toEqual(["grants: table t0, table t1, table t2 and 57 more: with MAINTAIN: the source's PostgreSQL 16 does not know it", "owners: table u: rdsadmin's, now shop's"]);
  expect(unlisted).toBe(0);
});

test("a person sees a line for each class, and what was mapped and how", () => {
  const classes = [compare("owners", [["table t", "rdsadmin"], ["table u", "shop"]], [["table t", "shop"], ["table u", "shop"]])].filter((one) => one !== undefined);
  const text = fidelityTable(summarise({ name: "shop", tables: 1, rows: 1, differences: [], classes })).join("\n");
  expect(text).toMatch(/owners +1 +1 +0 +0 +0/);
  expect(text).toContain("mapped: owners: table t: rdsadmin's, now shop's");
});
