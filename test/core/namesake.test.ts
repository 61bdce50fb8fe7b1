import { expect, test } from "vitest";
import { giveLargeObjectsSql, ownersHereSql, nameHere } from "../../scripts/core/namesake.ts";

const superusers = new Set(["postgres"]);

test("only who shares a name with a superuser here has another", () => {
  expect(["postgres", "master"].map((role) => nameHere(role, superusers))).toEqual(["postgres_at_source", "master"]);
});

test("what it owned is given to who stands for it, a column's sequence after its table; what only a superuser can own stays", () => {
  const owned = ["sequence s.t_id_seq", 'table s."T ""x"""', "statistics object s.st", "function s.f(integer,pg_catalog.text)", "event trigger watch", "foreign-data wrapper w"].map((name) => ({ name, value: "postgres" }));
  expect(ownersHereSql([...owned, { name: "table s.other", value: "master" }, { name: "view s.v", value: null }], superusers)).toEqual([
    'ALTER TABLE s."T ""x""" OWNER TO "postgres_at_source"',
    'ALTER STATISTICS s.st OWNER TO "postgres_at_source"',
    'ALTER FUNCTION s.f(integer,pg_catalog.text) OWNER TO "postgres_at_source"',
    'ALTER SEQUENCE s.t_id_seq OWNER TO "postgres_at_source"',
  ]);
});

test("large objects are given one by one", () => {
  expect(giveLargeObjectsSql("postgres", superusers)).toMatch(/= 'postgres' LOOP[\s\S]*OWNER TO %I', large, 'postgres_at_source'\)/);
});
