import { expect, test } from "vitest";
import { Secret } from "../../scripts/core/secret.ts";
import type { Order } from "../../scripts/core/restore-db/orders.ts";
import { askDatabase } from "../../scripts/pipeline/ask-database.ts";
import type { Sql } from "../../scripts/host-ports.ts";
import { sleepingClock } from "../support/step-world.ts";

type Server = {
  readonly owned?: Readonly<Record<string, boolean>>;
  readonly sessions?: readonly { readonly pid: number; readonly role: string; readonly ended: boolean }[];
  /** How often a session that was told to end is still seen. */
  readonly lingers?: number;
  /** Databases whose own roles overrule the fence. */
  readonly overruled?: readonly string[];
  readonly writes?: Readonly<Record<string, readonly number[]>>;
  readonly prepared?: number;
  /** The next transaction's number and the shape of its tables, each time it is asked. */
  readonly next?: readonly number[];
  readonly shapes?: readonly string[];
};

/** A server on paper: who owns what, who is at work there, and how much was written each time it is asked. */
function server({ owned = { shop: true }, sessions = [], lingers = 0, overruled = [], writes = { shop: [7] }, prepared = 0, next = [9], shapes = ["a"] }: Server) {
  const asked: string[] = [];
  const clock = sleepingClock();
  let looks = 0;
  let transactions = 0;
  const counted = new Map<string, number>();
  const answer = (database: string, query: string): readonly unknown[] => {
    if (query.includes("has_database_privilege")) return [...Object.keys(owned), "postgres"].map((name) => ({ name, mayConnect: true }));
    if (query.includes("datdba")) return Object.entries(owned).map(([name, mine]) => ({ name, mine }));
    if (query.includes("pg_terminate_backend")) return sessions;
    if (query.includes("GROUP BY 1")) return sessions.filter(({ pid, ended }) => query.includes(String(pid)) && (!ended || looks++ < lingers)).map(({ role }) => ({ role, sessions: 1 }));
    if (query.includes("transaction_read_only")) return [{ refuses: !overruled.includes(database) }];
    if (query.includes("txid_snapshot_xmax")) return [{ next: String(next[transactions++] ?? next.at(-1)) }];
    if (!query.includes("pg_stat_user_tables")) return [];
    const nth = counted.get(database) ?? 0;
    counted.set(database, nth + 1);
    return [{ writes: writes[database]?.[nth] ?? writes[database]?.at(-1) ?? 0, shape: shapes[nth] ?? shapes.at(-1), open: 0, prepared }];
  };
  const sql: Sql = {
    open: async ({ env }) => ({
      ask: async (query) => {
        asked.push(query);
        return answer(String(env?.["PGDATABASE"]), query);
      },
      tell: async (statements) => void asked.push(statements),
      close: async () => undefined,
    }),
  };
  const connection = { host: "shop-1", port: 5432, user: "shop", password: new Secret("owner-not-for-printing") };
  return { asked, slept: clock.slept, order: (order: Order) => askDatabase({ sql, clock, say: () => undefined }, connection, "shop", order) };
}

test("every database of the owner's is closed, what stood is ended, and the server's own word proves it", async () => {
  const { order, asked, slept } = server({ sessions: [{ pid: 41, role: "shop", ended: true }], lingers: 3 });
  expect(await order({ what: "refuse-writes", spare: ["exporter"] })).toEqual({ databases: [{ name: "shop", refuses: true, because: "a new session is read-only" }], ended: 1, left: [] });
  expect(asked.indexOf('ALTER DATABASE "shop" SET default_transaction_read_only = on')).toBeGreaterThan(asked.findIndex((said) => said.startsWith("SET default_transaction_read_only = off")));
  expect(asked.find((said) => said.includes("pg_terminate_backend"))).toContain("NOT r.rolname = ANY (ARRAY['exporter']");
  expect(asked.find((said) => said.includes("pg_terminate_backend")), "an owner who is a superuser ends superusers' sessions, too: the application's may be").toMatch(/NOT r\.rolsuper OR \(SELECT m\.rolsuper FROM \S+ m WHERE m\.rolname = current_user\)/);
  expect(slept()).toBeGreaterThan(0);
});

test("a session that may not be ended is told by its role, and nobody waits for it", async () => {
  const { order, slept } = server({ sessions: [{ pid: 42, role: "reporting", ended: false }] });
  expect(await order({ what: "refuse-writes", databases: ["shop"], spare: [] })).toMatchObject({ ended: 0, left: [{ role: "reporting", sessions: 1 }] });
  expect(slept()).toBe(0);
});

test("one that was told to end and does not is not waited for without end", async () => {
  const { order, slept } = server({ sessions: [{ pid: 42, role: "shop", ended: true }], lingers: 1e6 });
  expect(await order({ what: "refuse-writes", spare: [] })).toMatchObject({ left: [{ role: "shop", sessions: 1 }] });
  expect(slept()).toBe(10);
});

test("a database of somebody else's is closed where they have closed it; one they have not, and one whose role overrules the fence, are not", async () => {
  const { order, asked } = server({ owned: { shop: true, billing: false, stock: false }, overruled: ["shop", "billing"] });
  expect(await order({ what: "refuse-writes", spare: [] })).toMatchObject({
    databases: [{ name: "shop", refuses: false, because: expect.stringContaining("overrule") as string }, { name: "billing", refuses: false, because: expect.stringContaining("another role owns it") as string }, { name: "stock", refuses: true }],
  });
  expect(asked.some((said) => said.includes('ALTER DATABASE "billing"'))).toBe(false);
});

test("what was written is counted twice, so that whoever still writes is seen", async () => {
  const { order, slept } = server({ owned: { shop: true, billing: true }, writes: { shop: [7, 9], billing: [3] }, prepared: 1 });
  expect(await order({ what: "count-writes", seconds: 2 })).toEqual({ databases: [{ name: "shop", writes: 9, shape: "a" }, { name: "billing", writes: 3, shape: "a" }], meanwhile: 2, remade: [], ended: 0, open: 0, prepared: 2 });
  expect(slept()).toBe(2);
});

test("what no count of rows shows, or shows late, is seen by the transactions that ended and the files of the tables", async () => {
  const { order } = server({ next: [901, 903], shapes: ["a", "b"] });
  expect(await order({ what: "count-writes", seconds: 2 })).toMatchObject({ meanwhile: 0, ended: 2, remade: ["shop"] });
});
