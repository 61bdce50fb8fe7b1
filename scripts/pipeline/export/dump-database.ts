import * as query from "../../core/catalogue-queries.ts";
import { dump, remoteSession } from "../../core/commands/postgres.ts";
import type { Manifest, ManifestDatabase } from "../../core/manifest.ts";
import { carriedRoles, carriedSettings, parseRows, rows } from "../../core/source-facts.ts";
import type { HostPorts, SqlSession } from "../../ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { allEnded } from "../all-ended.ts";
import { CATALOGUE_FILE } from "../../core/fidelity/catalogue.ts";
import { readCatalogue } from "../read-catalogue.ts";
import { countRows, survey } from "../survey-database.ts";
import type { ExportPlan } from "./plan.ts";

export type Dumped = { readonly database: ManifestDatabase; readonly roles: Pick<Manifest, "roles" | "providerRoles">; readonly directory: string };

/** A row that must be there: a server that leaves it out has answered something else. */
function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error("the server answered no row where there is always one");
  return first;
}

async function dumpInSnapshot({ shell, files }: HostPorts, plan: ExportPlan, session: SqlSession, name: string): Promise<Dumped> {
  await session.ask(query.steadySession);
  await session.tell("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const { snapshot, snapshotAt, lsn } = only(parseRows(rows.snapshot, await session.ask(query.snapshot), "a snapshot"));
  const about = only(parseRows(rows.database, await session.ask(query.database), "the database"));
  const roles = parseRows(rows.role, await session.ask(query.roles), "its roles");
  const settings = parseRows(rows.setting, await session.ask(query.settings), "its settings");
  // Sequences stand outside of snapshots: read before the dump reads them, they can only be behind it.
  const { tableNames, ...found } = await survey(session);
  const catalogue = await readCatalogue(session);

  const directory = `${plan.spool}/${plan.databases.indexOf(name)}`;
  const [tables] = await allEnded([
    countRows(session, tableNames),
    succeed(shell, dump({ connection: plan.source, database: name, snapshot, jobs: plan.jobs, directory })),
  ]);
  // Among the files of the dump, so that it is sealed, uploaded and checked like them.
  await files.write(`${directory}/${CATALOGUE_FILE}`, JSON.stringify(catalogue));
  const { owner, encoding, provider, collate, ctype, locale, privileges } = about;
  return {
    directory,
    roles: carriedRoles(roles, settings),
    database: {
      ...found,
      name,
      owner,
      encoding,
      locale: { provider, collate, ctype, name: locale },
      privileges,
      snapshotAt,
      lsn,
      tables,
      bytes: Number(only(parseRows(rows.server, await session.ask(query.server), "its size")).databaseBytes),
      settings: carriedSettings(settings, name),
    },
  };
}

/** Dumps one database and counts its rows, both in one snapshot that a session holds open until the dump has ended. */
export async function dumpDatabase(ports: HostPorts, plan: ExportPlan, name: string): Promise<Dumped> {
  const session = await ports.sql.open(remoteSession(plan.source, name));
  try {
    return await dumpInSnapshot(ports, plan, session, name);
  } finally {
    await session.close();
  }
}
