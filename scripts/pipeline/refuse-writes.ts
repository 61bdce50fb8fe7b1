import { z } from "zod";
import { identifier, literal } from "../core/catalogue-queries.ts";
import type { Closed, Writes } from "../core/graceful/writes.ts";
import { databases as everyDatabase, preflightRows } from "../core/preflight-queries.ts";
import type { Order } from "../core/restore-db/orders.ts";
import { FENCE_SETTING, parseRows } from "../core/source-facts.ts";
import type { SqlSession } from "../host-ports.ts";
import type { Clock } from "../ports.ts";

type Open = (database?: string) => Promise<SqlSession>;
type Asked<What extends Order["what"]> = Extract<Order, { readonly what: What }>;

/** How long a session that was told to end may take. */
const ENDING_SECONDS = 10;
const AT_A_TIME_SECONDS = 0.5;

const listed = (names: readonly string[]): string => `ARRAY[${names.map(literal).join(", ")}]::pg_catalog.text[]`;

/** The fence binds whoever lifts or renews it, too, unless they say otherwise. */
const mayWrite = `SET ${FENCE_SETTING} = off; SET lock_timeout = '10s'; SET statement_timeout = '20s'`;

const owned = (names: readonly string[]): string => `
  SELECT d.datname AS name, pg_catalog.pg_has_role(d.datdba, 'USAGE') AS mine FROM pg_catalog.pg_database d WHERE d.datname = ANY (${listed(names)}) ORDER BY 1`;

/** A superuser's sessions are the server's own business, unless the owner is one: then the application may be, too. */
const ofOthers = (names: readonly string[], spare: readonly string[]): string => `
  FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid
  WHERE a.datname = ANY (${listed(names)}) AND a.pid <> pg_catalog.pg_backend_pid() AND (NOT r.rolsuper OR (SELECT m.rolsuper FROM pg_catalog.pg_roles m WHERE m.rolname = current_user)) AND NOT r.rolname = ANY (${listed(spare)})`;

/** May be ended by whoever asks: their own role's sessions, or anybody's where that right was granted. */
const endThem = (names: readonly string[], spare: readonly string[]): string => `
  SELECT a.pid, r.rolname AS role,
         CASE WHEN pg_catalog.pg_has_role(r.oid, 'USAGE') OR pg_catalog.pg_has_role('pg_signal_backend', 'USAGE') THEN pg_catalog.pg_terminate_backend(a.pid) ELSE false END AS ended
  ${ofOthers(names, spare)}`;

const stillThere = (pids: readonly number[]): string => `
  SELECT r.rolname AS role, pg_catalog.count(*) AS sessions FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid
  WHERE a.pid = ANY (ARRAY[${pids.join(", ")}]::pg_catalog.int4[]) GROUP BY 1 ORDER BY 1`;

const shapes = {
  owned: z.object({ name: z.string(), mine: z.boolean() }),
  session: z.object({ pid: z.int(), role: z.string(), ended: z.boolean() }),
  left: z.object({ role: z.string(), sessions: z.int() }),
  state: z.object({ refuses: z.boolean() }),
  writes: z.object({ writes: z.int(), shape: z.string(), open: z.int(), prepared: z.int() }),
  next: z.object({ next: z.string() }),
} as const;

async function named(session: SqlSession, databases: readonly string[] | undefined): Promise<readonly string[]> {
  return databases ?? parseRows(preflightRows.database, await session.ask(everyDatabase), "its databases").flatMap(({ name, mayConnect }) => (mayConnect && name !== "postgres" ? [name] : []));
}

/** Has each database refuse writes to new sessions, ends those that stand, and asks a new session whether it could write. Readers come back by themselves. */
export async function refuseWrites(open: Open, clock: Pick<Clock, "sleep" | "elapsed">, { databases, spare }: Asked<"refuse-writes">): Promise<Closed> {
  const session = await open();
  try {
    await session.tell(mayWrite);
    const names = await named(session, databases);
    const known = parseRows(shapes.owned, await session.ask(owned(names)), "who owns its databases");
    for (const { name } of known.filter(({ mine }) => mine)) await session.tell(`ALTER DATABASE ${identifier(name)} SET ${FENCE_SETTING} = on`);
    const told = parseRows(shapes.session, await session.ask(endThem(names, spare)), "its sessions");
    await waitForEnds(session, clock, told.flatMap(({ pid, ended }) => (ended ? [pid] : [])));
    const left = await standing(session, told.map(({ pid }) => pid));
    const notMine = new Set(known.filter(({ mine }) => !mine).map(({ name }) => name));
    const states: Closed["databases"] = [];
    for (const name of names) {
      const state = await couldWrite(open, name);
      states.push({ name, ...(!state.refuses && notMine.has(name) ? { refuses: false, because: "another role owns it, and only that one can close it" } : state) });
    }
    return { databases: states, ended: told.filter(({ ended }) => ended).length, left: [...left] };
  } finally {
    await session.close();
  }
}

/** A session ends when it next looks up. */
async function waitForEnds(session: SqlSession, clock: Pick<Clock, "sleep" | "elapsed">, pids: readonly number[]): Promise<void> {
  const until = clock.elapsed() + ENDING_SECONDS;
  while (clock.elapsed() < until && (await standing(session, pids)).length > 0) await clock.sleep(AT_A_TIME_SECONDS);
}

const standing = async (session: SqlSession, pids: readonly number[]): Promise<Closed["left"]> => (pids.length === 0 ? [] : [...parseRows(shapes.left, await session.ask(stillThere(pids)), "its sessions")]);

/** What the server itself says to somebody who has just come in. */
async function couldWrite(open: Open, database: string): Promise<{ readonly refuses: boolean; readonly because: string }> {
  const session = await open(database);
  try {
    const [state] = parseRows(shapes.state, await session.ask("SELECT pg_catalog.current_setting('transaction_read_only')::boolean AS refuses"), "whether it takes writes");
    return state?.refuses === true ? { refuses: true, because: "a new session is read-only" } : { refuses: false, because: "a new session may write: the role's own settings overrule the database's" };
  } finally {
    await session.close();
  }
}

// Of a row written it is told late, of a transaction id at once; of a TRUNCATE never, but the table then lies in another file. Vacuum and analyze change neither file nor row of pg_class.
const written = `
  SELECT coalesce(pg_catalog.sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::pg_catalog.int8 AS writes,
         (SELECT pg_catalog.md5(coalesce(pg_catalog.string_agg(pg_catalog.concat_ws('/', c.oid, c.relfilenode, c.xmin), ',' ORDER BY c.oid), ''))
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)') AS shape,
         (SELECT pg_catalog.count(DISTINCT l.pid) FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
           WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted AND a.datname = pg_catalog.current_database() AND a.usesysid IS NOT NULL) AS open,
         (SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_xacts p WHERE p.database = pg_catalog.current_database()) AS prepared
  FROM pg_catalog.pg_stat_user_tables`;

/** Behind every transaction of the server's that has written and ended. The name is the old one, which every version knows. */
const nextTransaction = "SELECT pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot())::pg_catalog.text AS next";

const ending = async (session: SqlSession): Promise<bigint> => BigInt(parseRows(shapes.next, await session.ask(nextTransaction), "its transactions")[0]?.next ?? "0");

/** Counts what was ever written, twice with a pause between, so that whoever still writes is seen. */
export async function countWrites(session: SqlSession, open: Open, clock: Pick<Clock, "sleep">, { databases, seconds }: Asked<"count-writes">): Promise<Writes> {
  const names = await named(session, databases);
  const before = await ending(session);
  const first = await countEach(open, names);
  await clock.sleep(seconds);
  const second = await countEach(open, names);
  const ended = Number((await ending(session)) - before);
  const total = (counts: readonly z.infer<typeof shapes.writes>[]): number => counts.reduce((sum, { writes }) => sum + writes, 0);
  return {
    databases: names.map((name, at) => ({ name, writes: second[at]?.writes ?? 0, shape: second[at]?.shape ?? "" })),
    meanwhile: Math.max(0, total(second) - total(first)),
    remade: names.filter((_, at) => first[at]?.shape !== second[at]?.shape),
    ended,
    open: second.reduce((sum, one) => sum + one.open, 0),
    prepared: second.reduce((sum, { prepared }) => sum + prepared, 0),
  };
}

async function countEach(open: Open, names: readonly string[]): Promise<readonly z.infer<typeof shapes.writes>[]> {
  const counts: z.infer<typeof shapes.writes>[] = [];
  for (const name of names) {
    const session = await open(name);
    try {
      counts.push(...parseRows(shapes.writes, await session.ask(written), "how much was written").slice(0, 1));
    } finally {
      await session.close();
    }
  }
  return counts;
}
