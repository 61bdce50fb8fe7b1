import { z } from "zod";
import { literal, steadySession } from "../core/catalogue-queries.ts";
import { remoteSession, type Connection } from "../core/commands/postgres.ts";
import { isExpected } from "../core/errors.ts";
import { parseRows } from "../core/source-facts.ts";
import { warmPlan, relation, type Relation } from "../core/restore-db/warm-plan.ts";
import type { Order } from "../core/restore-db/orders.ts";
import type { HostPorts, SqlSession } from "../host-ports.ts";
import { askHoldings } from "./ask-holdings.ts";
import { countWrites, refuseWrites } from "./refuse-writes.ts";
import { surveyRestored } from "./survey-database.ts";

type Reach = Pick<HostPorts, "sql" | "clock"> & { readonly say: (line: string) => void };

/** Carries one order out on a database over the network, from a host that may reach it; the answer is for the machine that asked. */
export async function askDatabase(reach: Reach, connection: Connection, database: string, order: Order): Promise<object> {
  if (order.what === "knock") return knock(reach, connection, database);
  const open = (other = database) => reach.sql.open(remoteSession(connection, other));
  if (order.what === "holdings") return askHoldings(open, reach.clock, order);
  if (order.what === "refuse-writes") return refuseWrites(open, reach.clock, order);
  const session = await open();
  try {
    await session.ask(steadySession);
    if (order.what === "survey") return await surveyRestored(session);
    if (order.what === "count-writes") return await countWrites(session, open, reach.clock, order);
    if (order.what === "warm") return await warm(reach, session, order.seconds);
    return await mark(session, order.run);
  } finally {
    await session.close();
  }
}

/** Whether a login works there, and whether it may be written to. */
async function knock({ sql }: Reach, connection: Connection, database: string): Promise<object> {
  let session: SqlSession | undefined;
  try {
    session = await sql.open(remoteSession(connection, database));
    await session.ask("SELECT 1 AS one");
    return { answers: true, because: "it takes a login" };
  } catch (error) {
    if (!isExpected(error) || error.code === "COMMAND_NOT_STARTED") throw error;
    return { answers: false, because: error.advice.what };
  } finally {
    await session?.close();
  }
}

const relations = `
  SELECT c.oid::text AS oid, n.nspname AS schema, c.relname AS name,
         CASE c.relkind WHEN 'i' THEN 'index' WHEN 't' THEN 'toast' ELSE 'table' END AS kind,
         pg_catalog.pg_relation_size(c.oid) AS bytes,
         coalesce(t.seq_scan, 0) + coalesce(t.idx_scan, 0) + coalesce(i.idx_scan, 0) AS uses
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_stat_all_tables t ON t.relid = c.oid LEFT JOIN pg_catalog.pg_stat_all_indexes i ON i.indexrelid = c.oid
  WHERE c.relkind IN ('r', 'm', 'i', 't') AND c.relpersistence <> 't' AND n.nspname NOT IN ('information_schema', 'pg_catalog')`;
const hasPrewarm = "SELECT n.nspname AS schema FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_prewarm'";
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Reads the database through, so that its blocks are there when the service asks for them; ends by itself when its time is over. */
async function warm({ clock, say }: Reach, session: SqlSession, seconds: number): Promise<object> {
  const found = parseRows(relation, await session.ask(relations), "its tables and indexes");
  const [prewarm] = parseRows(z.object({ schema: z.string() }), await session.ask(hasPrewarm), "its extensions");
  const plan = warmPlan(found).filter(({ kind }) => prewarm !== undefined || kind === "table");
  const began = clock.elapsed();
  let bytes = 0;
  let done = 0;
  for (const one of plan) {
    const left = Math.floor(seconds - (clock.elapsed() - began));
    if (left < 1) break;
    const isWhole = await read(session, one, prewarm?.schema, left);
    if (!isWhole) break;
    done += 1;
    bytes += one.bytes;
    say(`warm ${done} of ${plan.length}: ${one.schema}.${one.name}`);
  }
  const left = plan.slice(done);
  return { read: done, bytes, leftToRead: left.length, leftBytes: left.reduce((sum, one) => sum + one.bytes, 0), indexesToo: prewarm !== undefined };
}

/** False if its time ran out within it. */
async function read(session: SqlSession, { oid, schema, name }: Relation, prewarm: string | undefined, seconds: number): Promise<boolean> {
  const whole = prewarm === undefined ? `SELECT pg_catalog.count(*) AS n FROM ONLY ${quoted(schema)}.${quoted(name)}` : `SELECT ${quoted(prewarm)}.pg_prewarm(${oid}::pg_catalog.oid::pg_catalog.regclass, 'read') AS n`;
  try {
    await session.tell(`SET statement_timeout = '${seconds}s'; SET enable_indexonlyscan = off; SET enable_indexscan = off; SET enable_bitmapscan = off`);
    await session.ask(whole);
    return true;
  } catch (error) {
    if (isExpected(error) && /statement timeout/.test(error.message)) return false;
    throw error;
  }
}

/** A row that only this run writes, read back in another transaction; and who else is at work there. */
async function mark(session: SqlSession, run: string): Promise<object> {
  await session.tell(`
    CREATE SCHEMA IF NOT EXISTS failover_kit;
    CREATE TABLE IF NOT EXISTS failover_kit.written (run text PRIMARY KEY, at timestamptz NOT NULL DEFAULT pg_catalog.now());
    INSERT INTO failover_kit.written (run) VALUES (${literal(run)}) ON CONFLICT (run) DO UPDATE SET at = pg_catalog.now()`);
  const written = await session.ask(`SELECT run FROM failover_kit.written WHERE run = ${literal(run)}`);
  const sessions = await session.ask(`
    SELECT DISTINCT pg_catalog.host(client_addr) AS address FROM pg_catalog.pg_stat_activity
    WHERE datname = pg_catalog.current_database() AND client_addr IS NOT NULL AND pid <> pg_catalog.pg_backend_pid()`);
  return { written: written.length === 1, sessions: parseRows(z.object({ address: z.string() }), sessions, "its sessions").map(({ address }) => address) };
}
