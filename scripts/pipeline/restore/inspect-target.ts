import * as query from "../../core/catalogue-queries.ts";
import { localSession } from "../../core/commands/postgres.ts";
import { FailoverError } from "../../core/errors.ts";
import type { Manifest } from "../../core/manifest.ts";
import { markerSchema, type Marker } from "../../core/restore-job.ts";
import type { ExistingRole } from "../../core/restore-sql.ts";
import { majorOf } from "../../core/server-version.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import type { HostPorts, SqlSession } from "../../host-ports.ts";

/** Where the server as a whole is asked and told: in every other database, the one called postgres as well, a company may keep something, and then it is dropped and made anew. */
export const LOBBY = "template1";

/** Opens a session with the local server, hands it over, and closes it whatever happens. */
export async function withSession<T>({ sql }: Pick<HostPorts, "sql">, database: string, use: (session: SqlSession) => Promise<T>): Promise<T> {
  const session = await sql.open(localSession(database));
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** The server's roles, and which of them are superusers. */
export const rolesHere = async (session: SqlSession): Promise<readonly ExistingRole[]> => parseRows(rows.existingRole, await session.ask(query.existingRoles), "its roles");

/** Whether the server has such a database. */
export const exists = async (session: SqlSession, database: string): Promise<boolean> => (await session.ask(query.databaseExists(database))).length > 0;

async function occupancy(session: SqlSession) {
  const [found] = parseRows(rows.occupancy, await session.ask(query.occupancy), "what it holds");
  const [marker] = found?.ours ? parseRows(markerSchema, await session.ask(query.marker), "its marker") : [];
  return { ours: found?.ours ?? false, relations: found?.relations ?? 0, marker };
}

/** The row that says which backup a database was restored from; undefined when it is not there or not whole. */
export async function readMarker(ports: Pick<HostPorts, "sql">, database: string): Promise<Marker | undefined> {
  if (!(await withSession(ports, LOBBY, (session) => exists(session, database)))) return undefined;
  return withSession(ports, database, async (session) => (await occupancy(session)).marker);
}

/** Refuses a database that is there and that anybody might still want: one with tables of its own, or a finished restore of another run. */
export async function refuseUnlessEmptyOrOurs(ports: Pick<HostPorts, "sql">, database: string, run: string): Promise<void> {
  const { ours, relations, marker } = await withSession(ports, database, occupancy);
  const holds = (what: string) => new FailoverError("RESTORE_TARGET_NOT_OURS", { database, holds: what });
  if (marker !== undefined && marker.run !== run) throw holds(`backup ${marker.backup}, restored by run ${marker.run}`);
  if (!ours && relations > 0) throw holds(`${relations} tables, views or sequences that this kit did not put there`);
}

/** The server's major version, which must be able to read what the backup's client wrote. */
export async function serverMajor(session: SqlSession, manifest: Manifest): Promise<number> {
  const [server] = parseRows(rows.server, await session.ask(query.server), "its version");
  const version = server?.version ?? "0";
  if (majorOf(version) < majorOf(manifest.client.pgDump)) throw new FailoverError("RESTORE_TARGET_TOO_OLD", { server: version, client: manifest.client.pgDump });
  return majorOf(version);
}
