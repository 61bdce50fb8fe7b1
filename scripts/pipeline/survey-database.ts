import * as query from "../core/catalogue-queries.ts";
import type { ManifestDatabase } from "../core/manifest.ts";
import { parseRows, rows } from "../core/source-facts.ts";
import type { Restored } from "../core/verification.ts";
import type { SqlSession } from "../host-ports.ts";

/** A query locks its tables, all of their indexes, and its sequences: for thousands at once a server has no room. */
const TABLES_A_QUERY = 50;

export type Survey = Pick<ManifestDatabase, "sequences" | "extensions" | "extensionTables" | "notValid" | "largeObjects" | "catalogue"> & {
  readonly tableNames: readonly TableName[];
};

type TableName = { readonly schema: string; readonly name: string; readonly readable: boolean };

/** Where each sequence stands. */
export const readSequences = async (session: SqlSession): Promise<Survey["sequences"]> => [...parseRows(rows.sequence, await session.ask(query.sequences), "its sequences")];

/** Everything the manifest says of a database's objects, except where its sequences stand and how many rows each table has. */
export async function survey(session: SqlSession): Promise<Omit<Survey, "sequences">> {
  const tableNames = parseRows(rows.table, await session.ask(query.tables), "its tables");
  const extensions = parseRows(rows.extension, await session.ask(query.extensions), "its extensions");
  const configured = parseRows(rows.extensionTable, await session.ask(query.extensionTables), "its extensions' tables");
  const extensionTables = configured.length === 0 ? [] : parseRows(rows.extensionRows, await session.ask(query.extensionRows(configured)), "its extensions' tables");
  const notValid = parseRows(rows.notValid, await session.ask(query.notValid), "its constraints");
  const classes = parseRows(rows.classCount, await session.ask(query.catalogue), "its catalogue");
  const [large] = parseRows(rows.count, await session.ask(query.largeObjects), "its large objects");
  return {
    tableNames,
    extensions: [...extensions],
    ...(extensionTables.length === 0 ? {} : { extensionTables: [...extensionTables] }),
    notValid: [...notValid],
    largeObjects: large?.count ?? 0,
    catalogue: Object.fromEntries(classes.map(({ kind, count }) => [kind, count])),
  };
}

/** Asks of so many at a time, one portion after the other, and puts the answers together. */
async function inPortions<T, R>(all: readonly T[], ask: (some: readonly T[]) => Promise<readonly R[]>): Promise<R[]> {
  const found: R[] = [];
  for (let from = 0; from < all.length; from += TABLES_A_QUERY) found.push(...(await ask(all.slice(from, from + TABLES_A_QUERY))));
  return found;
}

/** Asks within a transaction, and gives back at once what the answer locked: kept until the end, it would leave the server no room for the locks of a dump. */
async function askLettingGo(session: SqlSession, question: string): Promise<readonly unknown[]> {
  await session.tell("SAVEPOINT before_asking");
  const answer = await session.ask(question);
  await session.tell("ROLLBACK TO SAVEPOINT before_asking; RELEASE SAVEPOINT before_asking");
  return answer;
}

/** The rows of each table, counted in the snapshot that the session's transaction holds, where it is in one; with a content sum of each, if that is wanted. */
export async function countRows(session: SqlSession, tables: Survey["tableNames"], { sums = false, inTransaction = false } = {}): Promise<ManifestDatabase["tables"]> {
  const readable = tables.filter((table) => table.readable);
  const counting = sums ? query.contentSums : query.rowCounts;
  const counted = await inPortions(readable, async (some) => {
    const answer = inTransaction ? await askLettingGo(session, counting(some)) : await session.ask(counting(some));
    return parseRows(rows.tableRows, answer, "its row counts");
  });
  return [...tables.filter((table) => !table.readable).map(({ schema, name }) => ({ schema, name, rows: 0 })), ...counted];
}

async function readSequencesBehind(session: SqlSession): Promise<Restored["sequencesBehind"]> {
  const columns = parseRows(rows.sequenceColumn, await session.ask(query.sequenceColumns), "its sequences' columns");
  return inPortions(columns, async (some) => parseRows(rows.sequenceBehind, await session.ask(query.sequencesBehind(some)), "its sequences' columns"));
}

/** A restored database in the manifest's words. */
export async function surveyRestored(session: SqlSession, counting: { readonly sums?: boolean } = {}): Promise<Restored> {
  await session.ask(query.steadySession);
  const sequences = await readSequences(session);
  const { tableNames, ...found } = await survey(session);
  const sequencesBehind = await readSequencesBehind(session);
  return { ...found, sequences, tables: await countRows(session, tableNames, counting), sequencesBehind };
}
