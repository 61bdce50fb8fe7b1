import { describe, expect, test } from "vitest";
import { statementsIn } from "../../scripts/core/restore-list.ts";
import { givePathSql, judgeSecondTry, noteSecondTriesSql, pathAtSource, remarksOn, takePathSql, unmadeTexts, whyUnmade } from "../../scripts/core/second-try.ts";

const role = (name: string, path?: string) => ({ ...{ name, login: true, inherit: true, createDatabase: false, createRole: false, bypassRowSecurity: false, connectionLimit: -1, memberOf: [] }, settings: path === undefined ? [] : [{ name: "search_path", value: path }] });
const path = (value: string, of: string | null = null) => ({ role: of, name: "search_path", value });

describe("the search_path that the application has at the source", () => {
  test.each([
    ["the server's own, where nobody says one", [role("shop")], [], ["shop", "public"]],
    ["the database's", [role("shop")], [path(`app, "$user", "Odd, Names"`)], ["app", "shop", "Odd, Names"]],
    ["its role's, before the database's", [role("shop", "mine")], [path("app")], ["mine"]],
    ["its role's in this database, before all others", [role("shop", "mine")], [path("app"), path("here", "shop"), path("theirs", "other")], ["here"]],
    ["the owner's of the database, where the source does not know the application's role", [role("master", "masters")], [], ["masters"]],
    ["nobody's role's, where it knows neither", [], [], ["master", "public"]],
    ["none that can be read", [role("shop", `"never closed`)], [], []],
  ])("is %s", (_, roles, settings, expected) => {
    expect(pathAtSource({ roles }, { owner: "master", settings }, "shop")).toEqual(expected);
  });

  test("is given to functions and taken from them", () => {
    expect(givePathSql(["app.slug(text)"], ["app", "it's"])).toEqual([`ALTER FUNCTION app.slug(text) SET search_path TO 'app', 'it''s', 'pg_temp'`]);
    expect(takePathSql(["app.slug(text)"])).toEqual(["ALTER FUNCTION app.slug(text) RESET search_path"]);
  });
});

const mishap = (id: string, entry: string, because = "function strip(text) does not exist") => ({ id, entry, because });
const list = "1; 1259 9 INDEX app by_slug shop\n2; 0 8 TABLE DATA app posts shop\n";
const statement = "CREATE INDEX by_slug ON app.posts USING btree (app.slug(title));";
const statements = new Map([["1", statement]]);

describe("what a second try made", () => {
  test("is told by its name in the list, and what it did not make with the statement to type", () => {
    const first = [mishap("1", "INDEX by_slug shop"), mishap("2", "TABLE DATA posts shop"), mishap("3", "COMMENT INDEX by_slug shop")];
    const { tries, lacksRows } = judgeSecondTry(first, [mishap("1", "INDEX by_slug shop", "function trim2(text) does not exist")], { list, statements });
    expect(lacksRows).toBe(false);
    expect(tries.map(({ object, made }) => `${object} ${made}`)).toEqual(["INDEX app by_slug false", "TABLE DATA app posts true", "COMMENT INDEX by_slug shop true"]);
    expect(unmadeTexts(tries)).toEqual([`INDEX app by_slug could not be made, even with the source's search_path: function trim2(text) does not exist; give the function that says so a path (ALTER FUNCTION … SET search_path = …), then type ${statement}`]);
    expect(remarksOn(tries).map(({ objects, name }) => `${objects}: ${name}`)).toEqual(["tables: TABLE DATA app posts", "comments: COMMENT INDEX by_slug shop"]);
    expect(noteSecondTriesSql(tries.slice(0, 2))[2]).toContain("VALUES ('TABLE DATA app posts', 'function strip(text) does not exist', true, NULL)");
  });

  test("that lacks rows is no restore", () => {
    expect(judgeSecondTry([mishap("2", "TABLE DATA posts shop")], [mishap("2", "TABLE DATA posts shop")], { list, statements }).lacksRows).toBe(true);
  });

  test.each([
    ["a plain index", "indexes", { name: "app.by_slug", value: statement.slice(0, -1) }, /^queries are slower without it: INDEX app by_slug could not be made.*then type CREATE INDEX/],
    ["a remark on one", "comments", { name: "index app.by_slug", value: "it's" }, /^of an index that could not be made$/],
    ["another index", "indexes", { name: "app.other", value: "CREATE INDEX other ON app.posts USING btree (id)" }, undefined],
    ["a unique index", "indexes", { name: "app.by_slug", value: "CREATE UNIQUE INDEX by_slug ON app.posts USING btree (app.slug(title))" }, undefined],
    ["a view", "views", { name: "app.by_slug", value: statement.slice(0, -1) }, undefined],
  ])("may be missing or not: %s", (_, objects, missing, expected) => {
    const unmade = { because: "function strip(text) does not exist", made: false };
    const why = whyUnmade(objects, missing, [{ ...unmade, object: "INDEX app by_slug", statement: `${statement}\n\nALTER TABLE app.posts CLUSTER ON by_slug;` }, { ...unmade, object: "COMMENT app INDEX by_slug", statement: "COMMENT ON INDEX app.by_slug IS 'it''s';" }]);
    if (expected === undefined) expect(why).toBeUndefined();
    else expect(why).toMatch(expected);
  });

  test("where no statement is known, is made by hand", () => {
    const of = { because: "b", made: false, statement: null };
    expect(unmadeTexts([{ ...of, object: "INDEX app by_slug" }, { ...of, object: "COMMENT app INDEX by_slug" }])).toEqual([expect.stringMatching(/^INDEX app by_slug .*then make it by hand$/)]);
  });

  test("statements are read from what pg_restore tells of an archive", () => {
    expect(statementsIn(`--\n-- TOC entry 1 (class 1259 OID 9)\n-- Name: by_slug; Type: INDEX\n--\n\n${statement}\n\n\n`)).toEqual(statements);
  });
});
