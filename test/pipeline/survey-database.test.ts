import { expect, test } from "vitest";
import { remoteSession } from "../../scripts/core/commands/postgres.ts";
import * as query from "../../scripts/core/catalogue-queries.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { countRows, survey, surveyRestored } from "../../scripts/pipeline/survey-database.ts";
import { paperSource } from "../support/paper-source.ts";

const MANY = 120;
const client = remoteSession({ host: "db", port: 5432, user: "exporter", password: new Secret("p") }, "shop");
const tables = Array.from({ length: MANY }, (_, n) => ({ schema: "tenants", name: `t${n}`, readable: true }));
const columns = tables.map(({ schema, name }) => ({ schema, sequence: `${name}_id_seq`, tableSchema: schema, table: name, column: "id", increment: "1" }));
const inPortions = <T>(all: readonly T[]): readonly (readonly T[])[] => [all.slice(0, 50), all.slice(50, 100), all.slice(100)];

/** A server with more tables than it has room for locks, if one session were to keep those of all. */
function crowded() {
  const named = (some: readonly (typeof tables)[number][]) => some.map(({ schema, name }) => ({ schema, name }));
  return paperSource({
    [query.tables]: tables,
    [query.sequenceColumns]: columns,
    ...Object.fromEntries(inPortions(tables).flatMap((some) => [[query.rowCounts(some), named(some).map((table) => ({ ...table, rows: 1 }))]])),
    ...Object.fromEntries(inPortions(columns).map((some) => [query.sequencesBehind(some), []])),
  });
}

test("within the transaction of a snapshot, the locks of each portion of tables are given back before the next is counted", async () => {
  const { sql, said } = crowded();
  expect(await countRows(await sql.open(client), tables, { inTransaction: true })).toHaveLength(MANY);
  expect(said).toEqual(inPortions(tables).flatMap((some) => ["SAVEPOINT before_asking", query.rowCounts(some), "ROLLBACK TO SAVEPOINT before_asking; RELEASE SAVEPOINT before_asking"]));
});

test("a restored database is asked for its sequences in portions as well, and outside of any transaction", async () => {
  const { sql, said } = crowded();
  expect(await surveyRestored(await sql.open(client))).toMatchObject({ sequencesBehind: [], tables: { length: MANY } });
  expect(said.filter((asked) => asked.includes("_id_seq"))).toEqual(inPortions(columns).map(query.sequencesBehind));
  expect(said.filter((asked) => asked.includes("SAVEPOINT"))).toEqual([]);
});

test("the user's rows in an extension's table are counted under the condition by which a dump takes them", async () => {
  const table = { extension: "postgis", schema: "public", name: "spatial_ref_sys", condition: "WHERE srid > 998999" };
  const { sql } = paperSource({ [query.extensionTables]: [table], [query.extensionRows([table])]: [{ extension: "postgis", schema: "public", name: "spatial_ref_sys", rows: 2 }] });
  expect((await survey(await sql.open(client))).extensionTables).toEqual([{ extension: "postgis", schema: "public", name: "spatial_ref_sys", rows: 2 }]);
  expect(query.extensionRows([table])).toContain(`FROM ONLY "public"."spatial_ref_sys" WHERE srid > 998999)`);
});
