import { z } from "zod";
import { steadySession } from "../core/catalogue-queries.ts";
import { isExpected } from "../core/errors.ts";
import { lastLine } from "../core/last-words.ts";
import { countOf, newestKeys, tableKey, tableKeys, tailOf, type HeldTable, type Holdings, type TableKey } from "../core/restore-db/holdings.ts";
import type { Order } from "../core/restore-db/orders.ts";
import { parseRows } from "../core/source-facts.ts";
import type { SqlSession } from "../host-ports.ts";
import type { Clock } from "../ports.ts";

type Asked = Extract<Order, { readonly what: "holdings" }>;
const counted = z.object({ rows: z.int() });
const found = z.object({ key: z.string() });
const NO_TIME = "there was no time left";

/** What a database holds, as far as the time allows and the database can tell: a table that cannot be read stops no other. */
export async function askHoldings(open: () => Promise<SqlSession>, clock: Pick<Clock, "elapsed">, order: Asked): Promise<Holdings> {
  const until = clock.elapsed() + order.seconds;
  const left = (): number => Math.floor(until - clock.elapsed());
  let session: SqlSession | undefined;
  const ask = async (question: string): Promise<readonly unknown[]> => {
    if (session === undefined) {
      session = await open();
      await session.ask(steadySession);
    }
    await session.tell(`SET statement_timeout = '${Math.max(1, left())}s'`);
    return session.ask(question);
  };
  const tables: HeldTable[] = [];
  try {
    for (const of of parseRows(tableKey, await ask(tableKeys), "its tables")) {
      const table = `${of.schema}.${of.name}`;
      if (left() < 1) tables.push({ table, rows: null, because: NO_TIME });
      else {
        try {
          tables.push({ table, ...(await heldIn(ask, of, order)) });
        } catch (error) {
          if (!isExpected(error)) throw error;
          tables.push({ table, rows: null, because: left() < 1 ? NO_TIME : lastLine(error.advice.what) });
          // What went wrong ended the session.
          await session?.close().catch(() => undefined);
          session = undefined;
        }
      }
    }
  } finally {
    await session?.close().catch(() => undefined);
  }
  return { tables };
}

async function heldIn(ask: (question: string) => Promise<readonly unknown[]>, of: TableKey, { counts, newest }: Asked): Promise<Omit<HeldTable, "table">> {
  const keys = of.column === null || of.kind === null ? undefined : parseRows(found, await ask(newestKeys(of, of.column, newest)), "its newest keys").map(({ key }) => key);
  const [row] = counts ? parseRows(counted, await ask(countOf(of)), "its rows") : [];
  return { rows: row?.rows ?? null, ...(keys === undefined || of.kind === null ? {} : { tail: tailOf(keys, of.kind, newest) }) };
}
