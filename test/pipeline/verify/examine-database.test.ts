import { describe, expect, test } from "vitest";
import * as query from "../../../scripts/core/catalogue-queries.ts";
import { findingsIn, type Examination } from "../../../scripts/core/examination.ts";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { examineDatabase } from "../../../scripts/pipeline/verify/examine-database.ts";
import { faithful, shopDatabase } from "../../support/backups.ts";
import { paperSource } from "../../support/paper-source.ts";
import { scriptedShell } from "../../support/scripted-shell.ts";

const orders = [{ schema: "public", name: "orders" }];
const asked: Examination = { sums: false, smoke: { query: "SELECT count(*) FROM orders;", role: 'shop"keeper' }, limitSeconds: 60 };

function world(answers: Readonly<Record<string, readonly unknown[]>> = {}, amcheck = { exitCode: 0, stdout: "" }) {
  const source = paperSource({ "SELECT count(*) FROM orders": [{ count: 265 }], ...answers });
  const { shell, ran } = scriptedShell({ nproc: { stdout: "2\n" }, pg_amcheck: amcheck });
  return { ports: { sql: source.sql, shell }, source, ran };
}

describe("an examination", () => {
  test("counts, asks the service's question as its role in a transaction that changes nothing, and checks every index at last", async () => {
    const { ports, source, ran } = world();
    expect(await examineDatabase(ports, "shop", asked)).toMatchObject({ tables: [{ ...orders[0], rows: 265 }], smoke: null, corruption: [] });
    expect(source.said).toContain(`BEGIN READ ONLY; SET LOCAL ROLE "shop""keeper"; SET LOCAL statement_timeout = '60s'`);
    expect(ran.at(-1)).toContain("/usr/lib/postgresql/17/bin/pg_amcheck");
    expect(source.open()).toBe(0);
  });

  test("reads every row where there are sums to compare", async () => {
    const { ports } = world({ [query.contentSums(orders)]: [{ ...orders[0], rows: 265, sum: "77" }] });
    expect((await examineDatabase(ports, "shop", { ...asked, sums: true })).tables).toEqual([{ ...orders[0], rows: 265, sum: "77" }]);
  });

  test("of a service without a question asks none", async () => {
    const { ports, source } = world();
    expect((await examineDatabase(ports, "shop", { ...asked, smoke: null })).smoke).toBeNull();
    expect(source.said.join()).not.toContain("READ ONLY");
  });

  test("finds a question that fails, an answer that is none, and a broken index", async () => {
    const { ports, source } = world({ "SELECT count(*) FROM orders": [{ count: 0 }] }, { exitCode: 2, stdout: 'btree index "shop.public.orders_pkey":\n    broken\n' });
    expect(await examineDatabase(ports, "shop", asked)).toMatchObject({
      smoke: "the smoke query says that count is 0; it must be true, or a number above 0",
      corruption: ['pg_amcheck: btree index "shop.public.orders_pkey": broken'],
    });
    const failing = (tail: string): typeof source.sql => ({
      open: async (client) => {
        const session = await source.sql.open(client);
        const refuse = async (): Promise<never> => {
          throw new FailoverError("COMMAND_FAILED", { command: "psql", exitCode: 3, tail });
        };
        return { ...session, ask: (text) => (text.startsWith("SELECT count(*) FROM orders") ? refuse() : session.ask(text)) };
      },
    });
    expect((await examineDatabase({ ...ports, sql: failing('permission denied for\ntable "orders"') }, "shop", asked)).smoke).toMatch(/^the smoke query failed: .*permission denied for table "orders"/);
    // What ended the server says nothing about what it holds.
    await expect(examineDatabase({ ...ports, sql: failing("server closed the connection unexpectedly") }, "shop", asked)).rejects.toMatchObject({ code: "COMMAND_FAILED" });
  });
});

test("what was examined is held against the manifest, content sums included", () => {
  const sums = (sum: string) => shopDatabase.tables.map((table) => ({ ...table, sum }));
  const examined = { ...faithful, tables: sums("1"), corruption: [], smoke: null, unmade: [] };
  expect(findingsIn(shopDatabase, examined)).toEqual([]);
  expect(findingsIn({ ...shopDatabase, tables: sums("1") }, examined)).toEqual([]);
  expect(findingsIn({ ...shopDatabase, tables: sums("2") }, { ...examined, corruption: ["a broken index"], smoke: "no", unmade: ["an index could not be made"] })).toEqual([
    "table public.customers has as many rows as in the backup, and other content",
    "table public.orders has as many rows as in the backup, and other content",
    "an index could not be made",
    "a broken index",
    "no",
  ]);
});
