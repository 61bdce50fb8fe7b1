import { expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import { Secret } from "../../scripts/core/secret.ts";
import type { Order } from "../../scripts/core/restore-db/orders.ts";
import { askDatabase } from "../../scripts/pipeline/ask-database.ts";
import type { Sql } from "../../scripts/host-ports.ts";
import { sleepingClock } from "../support/step-world.ts";

const connection = { host: "shop-r1", port: 5432, user: "exporter", password: new Secret("exporter-not-for-printing") };
const failed = (tail: string) => new FailoverError("COMMAND_FAILED", { command: "psql", exitCode: 2, tail });
type Answers = Readonly<Record<string, readonly unknown[] | Error>>;

/** A database that answers by a part of the question; each question takes a second. */
function database(answers: Answers) {
  const asked: string[] = [];
  const clock = sleepingClock();
  const sql: Sql = {
    open: async () => ({
      ask: async (query) => {
        await clock.sleep(1);
        asked.push(query);
        const answer = Object.entries(answers).find(([part]) => query.includes(part))?.[1] ?? [];
        if (answer instanceof Error) throw answer;
        return answer;
      },
      tell: async (statements) => void asked.push(statements),
      close: async () => undefined,
    }),
  };
  const said: string[] = [];
  return { asked, said, order: (order: Order) => askDatabase({ sql, clock, say: (line) => said.push(line) }, connection, "shop", order) };
}

const relation = (name: string, kind: string, bytes: number, uses: number) => ({ oid: "7", schema: "public", name, kind, bytes, uses });
const relations = { pg_relation_size: [relation("orders", "table", 500, 9), relation("orders_pkey", "index", 50, 9), relation("old orders", "table", 900, 0)] };

test("a knock says whether a login works, and why not; a password shows nowhere", async () => {
  expect(await database({}).order({ what: "knock" })).toEqual({ answers: true, because: "it takes a login" });
  const refused = await database({ "SELECT 1": failed("connection refused") }).order({ what: "knock" });
  expect(refused).toMatchObject({ answers: false, because: expect.stringContaining("connection refused") as string });
  expect(JSON.stringify(refused)).not.toContain("not-for-printing");
});

test("with pg_prewarm tables and indexes are read, what is used most first", async () => {
  const { order, asked, said } = database({ ...relations, pg_extension: [{ schema: "public" }] });
  expect(await order({ what: "warm", seconds: 60 })).toEqual({ read: 3, bytes: 1450, leftToRead: 0, leftBytes: 0, indexesToo: true });
  expect(asked.filter((query) => query.includes("pg_prewarm("))).toHaveLength(3);
  expect(said).toEqual(["warm 1 of 3: public.orders_pkey", "warm 2 of 3: public.orders", "warm 3 of 3: public.old orders"]);
});

test("without it tables are read by a scan, and indexes are told to be left", async () => {
  const { order, asked } = database(relations);
  expect(await order({ what: "warm", seconds: 60 })).toMatchObject({ read: 2, indexesToo: false });
  expect(asked.some((query) => query.includes('FROM ONLY "public"."old orders"'))).toBe(true);
});

test.each<[string, Answers, number]>([
  ["before the next one", { ...relations }, 1],
  ["within one", { ...relations, '"old orders"': failed("ERROR: canceling statement due to statement timeout") }, 60],
])("when its time is over %s, it ends and says what is left", async (_, answers, seconds) => {
  expect(await database(answers).order({ what: "warm", seconds })).toMatchObject({ leftToRead: 1, leftBytes: 900 });
});

test("another failure than the time is no end of the time", async () => {
  await expect(database({ ...relations, "FROM ONLY": failed("the server closed the connection") }).order({ what: "warm", seconds: 60 })).rejects.toThrow("closed the connection");
});

test("a mark is written, read back, and told with who else is at work there", async () => {
  const { order, asked } = database({ "failover_kit.written": [{ run: "it's r1" }], pg_stat_activity: [{ address: "10.10.32.7" }] });
  expect(await order({ what: "mark", run: "it's r1" })).toEqual({ written: true, sessions: ["10.10.32.7"] });
  expect(asked.some((statement) => statement.includes("INSERT INTO failover_kit.written (run) VALUES ('it''s r1')"))).toBe(true);
});

test("what it holds is told table by table; a damaged one stops no other, and where time is over nothing is made up", async () => {
  const tables = [
    { schema: "public", name: "small", column: "id", kind: "number" },
    { schema: "public", name: "damaged", column: null, kind: null },
    { schema: "public", name: "orders", column: null, kind: null },
  ];
  const answers = { 'FROM ONLY "public"."damaged"': failed("ERROR: could not read block 7 in file"), ORDER: [{ key: "3" }, { key: "2" }], "count(*) AS rows": [{ rows: 5 }] };
  const all = database({ relpages: tables, ...answers });
  expect(await all.order({ what: "holdings", seconds: 60, counts: true, newest: 10 })).toEqual({
    tables: [
      { table: "public.small", rows: 5, tail: { kind: "number", runs: [["3", "2"]], whole: true } },
      { table: "public.damaged", rows: null, because: expect.stringContaining("could not read block 7") as string },
      { table: "public.orders", rows: 5 },
    ],
  });
  const hurried = database({ relpages: tables, ...answers });
  expect(await hurried.order({ what: "holdings", seconds: 3, counts: true, newest: 10 })).toMatchObject({ tables: [{}, { rows: null, because: "there was no time left" }, { rows: null, because: "there was no time left" }] });
  expect(hurried.asked.some((query) => query.includes("damaged"))).toBe(false);
});

test("a database that takes no login holds nothing that could be told", async () => {
  await expect(database({ set_config: failed("connection refused") }).order({ what: "holdings", seconds: 60, counts: true, newest: 10 })).rejects.toThrow("connection refused");
});
