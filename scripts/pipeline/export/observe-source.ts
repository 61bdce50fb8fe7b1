import * as query from "../../core/catalogue-queries.ts";
import type { ObservedDatabase, ObservedSource } from "../../core/export-findings.ts";
import * as look from "../../core/preflight-queries.ts";
import { majorOf } from "../../core/server-version.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import type { SqlSession } from "../../host-ports.ts";
import { allEnded, eachInTurn } from "../all-ended.ts";
import type { ExportPlan } from "./plan.ts";
import type { Sessions } from "./sessions.ts";

/** Where a role can look around that was told of no database. */
const LOBBY = "postgres";
const SESSIONS = 8;

const shapes = look.preflightRows;

type Seen = { readonly observed: ObservedDatabase; readonly bytes: number };

/** A source as it shows itself, and what only the manifest wants to know of it. */
export type Observation = {
  readonly source: Omit<ObservedSource, "client" | "target">;
  readonly systemIdentifier: string | null;
  readonly bytes: ReadonlyMap<string, number>;
};

/** The rows of one answer. */
const read = async <T>(session: SqlSession, shape: Parameters<typeof parseRows<T>>[0], question: string, what: string): Promise<readonly T[]> => parseRows(shape, await session.ask(question), what);

/** All at once: each way to the server and back is a time in which no dump runs. */
async function observeDatabase(session: SqlSession, name: string, serverMajor: number): Promise<Seen> {
  const [[server], [large], rowSecured, ungranted, unlogged, extensions, collations, subscriptions, hiddenMappings] = await allEnded([
    read(session, rows.server, query.server, "its size"),
    read(session, shapes.count, look.unreadableLargeObjects(serverMajor), "its large objects"),
    read(session, shapes.relation, look.rowSecured, "row-level security"),
    read(session, shapes.ungranted, look.ungranted, "what may be read"),
    read(session, shapes.relation, look.unlogged, "its unlogged tables"),
    read(session, shapes.extension, look.installed, "its extensions"),
    read(session, shapes.collation, look.libraryCollations, "its collations"),
    read(session, shapes.subscription, look.subscriptions, "its subscriptions"),
    read(session, shapes.hiddenMappings, look.hiddenMappings, "its user mappings"),
  ]);
  return {
    bytes: Number(server?.databaseBytes ?? 0),
    observed: {
      ...{ name, mayConnect: true, rowSecured, ungranted, unlogged, collations, hiddenMappings },
      unreadableLargeObjects: large?.count ?? 0,
      extensions: extensions.map((one) => one.name),
      subscriptions: subscriptions.map((one) => one.name),
    },
  };
}

/** The database everybody has and hardly anybody uses counts only if something lies in it. */
async function isUsed(session: SqlSession): Promise<boolean> {
  const [occupancy] = parseRows(rows.occupancy, await session.ask(query.occupancy), "what lies in it");
  const [large] = parseRows(rows.count, await session.ask(query.largeObjects), "its large objects");
  return (occupancy?.relations ?? 0) + (large?.count ?? 0) > 0;
}

async function lookAround(session: SqlSession, plan: ExportPlan) {
  const [[server], [standing], slots] = await allEnded([
    read(session, rows.server, query.server, "its version"),
    read(session, shapes.standing, look.standing, "how it stands"),
    read(session, shapes.slot, look.slots, "its replication slots"),
  ]);
  if (server === undefined || standing === undefined) throw new Error("the server answered no row where there is always one");
  const [identifier] = server.mayIdentify ? parseRows(rows.identifier, await session.ask(query.systemIdentifier), "its identifier") : [];
  if (plan.databases !== undefined) return { server, standing, identifier, slots, databases: plan.databases.map((name) => ({ name, mayConnect: true })) };
  const all = parseRows(shapes.database, await session.ask(look.databases), "its databases");
  const lobbyIsUsed = await isUsed(session);
  return { server, standing, identifier, slots, databases: all.filter(({ name }) => name !== LOBBY || lobbyIsUsed) };
}

const closed = (name: string): Seen => ({
  bytes: 0,
  observed: { name, mayConnect: false, rowSecured: [], ungranted: [], unreadableLargeObjects: 0, unlogged: [], extensions: [], collations: [], subscriptions: [], hiddenMappings: [] },
});

/** Looks at the server and at each database that is to be exported; changes nothing, and leaves the sessions open. */
export async function observeSource(sessions: Sessions, plan: ExportPlan): Promise<Observation> {
  const [named] = plan.databases ?? [];
  // The session that looks around has a look at its own database, too, if that is to be exported for certain.
  const first = await sessions.of(named ?? LOBBY);
  const { server, standing, identifier, slots, databases } = await lookAround(first, plan);
  const major = majorOf(server.version);
  const own = named === undefined ? undefined : await observeDatabase(first, named, major);
  const seen = await eachInTurn(databases, SESSIONS, async ({ name, mayConnect }) => {
    if (!mayConnect) return closed(name);
    return name === own?.observed.name ? own : observeDatabase(await sessions.of(name), name, major);
  });
  const { role, inRecovery, replayed, behindSeconds, paused, standbyDelay, standbyFeedback } = standing;
  return {
    systemIdentifier: identifier?.identifier ?? null,
    bytes: new Map(seen.map(({ observed, bytes }) => [observed.name, bytes])),
    source: {
      from: plan.from,
      server: server.version,
      role,
      standby: inRecovery ? { replayed, behindSeconds, paused, delay: standbyDelay, feedback: standbyFeedback } : undefined,
      slots,
      databases: seen.map(({ observed }) => observed),
    },
  };
}
