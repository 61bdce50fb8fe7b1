import * as query from "../core/catalogue-queries.ts";
import type { ManifestDatabase } from "../core/manifest.ts";
import { parseRows, rows } from "../core/source-facts.ts";
import type { Restored } from "../core/verification.ts";
import type { SqlSession } from "../host-ports.ts";

const TABLES_A_QUERY = 50;

export type Survey = Pick<ManifestDatabase, "sequences" | "extensions" | "notValid" | "largeObjects" | "catalogue"> & {
  readonly tableNames: readonly TableName[];
};

type TableName = { readonly schema: string; readonly name: string; readonly readable: boolean };

/** Where each sequence stands. */
export const readSequences = async (session: SqlSession): Promise<Survey["sequences"]> => [...parseRows(rows.sequence, await session.ask(query.sequences), "its sequences")];

/** Everything the manifest says of a database's objects, except where its sequences stand and how many rows each table has. */
export async function survey(session: SqlSession): Promise<Omit<Survey, "sequences">> {
  const tableNames = parseRows(rows.table, await session.ask(query.tables), "its tables");
  const extensions = parseRows(rows.extension, await session.ask(query.extensions), "its extensions");
  const notValid = parseRows(rows.notValid, await session.ask(query.notValid), "its constraints");
  const classes = parseRows(rows.classCount, await session.ask(query.catalogue), "its catalogue");
  const [large] = parseRows(rows.count, await session.ask(query.largeObjects), "its large objects");
  return {
    tableNames,
    extensions: [...extensions],
    notValid: [...notValid],
    largeObjects: large?.count ?? 0,
    catalogue: Object.fromEntries(classes.map(({ kind, count }) => [kind, count])),
  };
}

/** The rows of each table, counted in the session's own snapshot; with a content sum of each, if that is wanted. */
export async function countRows(session: SqlSession, tables: Survey["tableNames"], { sums = false } = {}): Promise<ManifestDatabase["tables"]> {
  const readable = tables.filter((table) => table.readable);
  const counting = sums ? query.contentSums : query.rowCounts;
  const counted: ManifestDatabase["tables"] = tables.filter((table) => !table.readable).map(({ schema, name }) => ({ schema, name, rows: 0 }));
  for (let from = 0; from < readable.length; from += TABLES_A_QUERY) {
    const some = readable.slice(from, from + TABLES_A_QUERY);
    counted.push(...parseRows(rows.tableRows, await session.ask(counting(some)), "its row counts"));
  }
  return counted;
}

/** A restored database in the manifest's words. */
export async function surveyRestored(session: SqlSession, counting: { readonly sums?: boolean } = {}): Promise<Restored> {
  await session.ask(query.steadySession);
  const sequences = await readSequences(session);
  const { tableNames, ...found } = await survey(session);
  const columns = parseRows(rows.sequenceColumn, await session.ask(query.sequenceColumns), "its sequences' columns");
  const behind = columns.length === 0 ? [] : await session.ask(query.sequencesBehind(columns));
  return {
    ...found,
    sequences,
    tables: await countRows(session, tableNames, counting),
    sequencesBehind: [...parseRows(rows.sequenceBehind, behind, "its sequences' columns")],
  };
}
