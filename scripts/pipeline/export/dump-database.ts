import * as query from "../../core/catalogue-queries.ts";
import { dump, isTableFile, wholeFileIn, wholeListIn } from "../../core/commands/postgres.ts";
import { CATALOGUE_FILE } from "../../core/fidelity/catalogue.ts";
import type { Manifest, ManifestDatabase } from "../../core/manifest.ts";
import { SMALL_BYTES } from "../../core/pack.ts";
import { libraryCollations, preflightRows } from "../../core/preflight-queries.ts";
import { carriedConnectionLimit, carriedRoles, carriedServerSettings, carriedSettings, parseRows, rows } from "../../core/source-facts.ts";
import type { HostPorts, SqlSession } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { allEnded } from "../all-ended.ts";
import { readCatalogue } from "../read-catalogue.ts";
import { countRows, readSequences, survey } from "../survey-database.ts";
import type { HeadStart } from "./head-start.ts";
import type { ExportPlan } from "./plan.ts";
import { packer } from "./pack-files.ts";
import type { HeldSnapshot } from "./snapshots.ts";

const LOOK_SECONDS = 0.5;
/** Smaller ones are sent at once when they are whole. */
const LARGE_BYTES = 2 * SMALL_BYTES;

export type DumpedDatabase = { readonly database: ManifestDatabase; readonly roles: Pick<Manifest, "roles" | "providerRoles" | "serverSettings"> };

/** Where one dump goes, how much of the machine it may use, whether every other one has begun, for how long it is alone, and who is told of each file that has become large while it is written, and of each that is whole. */
export type DumpPlace = { readonly directory: string; readonly jobs: number; readonly isLast: () => boolean; readonly alone: HeadStart; readonly grows: (path: string) => void; readonly whole: (path: string) => void };

/** Looks at what the dump writes until it has ended. What cannot be looked at is found at its end. */
async function tellGrowing({ disk, clock }: Pick<HostPorts, "disk" | "clock">, directory: string, { over, grows }: { readonly over: AbortSignal; readonly grows: (path: string) => void }): Promise<void> {
  const told = new Set<string>();
  for (;;) {
    await clock.sleep(LOOK_SECONDS, over);
    if (over.aborted) return;
    const paths = (await disk.files(directory).catch(() => [])).filter((path) => isTableFile(path) && !told.has(path));
    for (const path of paths) {
      if ((await disk.bytesOf(`${directory}/${path}`).catch(() => 0)) < LARGE_BYTES) continue;
      told.add(path);
      grows(path);
    }
  }
}

/** What the manifest says of a database, read in the snapshot that its session holds. */
async function observe(session: SqlSession, { sums }: ExportPlan) {
  const [about] = parseRows(rows.database, await session.ask(query.database), "the database");
  const [server] = parseRows(rows.server, await session.ask(query.server), "its size");
  if (about === undefined || server === undefined) throw new Error("the server answered no row where there is always one");
  const roles = parseRows(rows.role, await session.ask(query.roles), "its roles");
  const settings = parseRows(rows.setting, await session.ask(query.settings), "its settings");
  const collations = parseRows(preflightRows.collation, await session.ask(libraryCollations), "its collations").map(({ name }) => name);
  const { tableNames, ...found } = await survey(session);
  const tables = await countRows(session, tableNames, { sums, inTransaction: true });
  return { about, server, roles, settings, collations, found, tables, catalogue: await readCatalogue(session) };
}

/** Dumps one database and counts its rows, both in the snapshot that is held. */
export async function dumpDatabase(ports: HostPorts, plan: ExportPlan, held: HeldSnapshot, { directory, jobs, isLast, alone, grows, whole }: DumpPlace): Promise<DumpedDatabase> {
  const { shell, disk, clock } = ports;
  const { name, session, snapshot, snapshotAt, lsn } = held;
  // Sequences stand outside of snapshots: read before the dump reads them, they can only be behind it.
  const sequences = await readSequences(session);

  const ended = new AbortController();
  const early: Promise<void>[] = [];
  const tellIfLarge = async (path: string): Promise<void> => {
    // What cannot be looked at now is found when the dump has ended.
    if ((await disk.bytesOf(`${directory}/${path}`).catch(() => 0)) >= SMALL_BYTES) whole(path);
  };
  const packs = packer(ports, directory, whole);
  const onLine = (line: string): void => {
    const [path, list] = [wholeFileIn(line), wholeListIn(line)];
    if (list !== undefined) packs.take(list);
    if (path === undefined) return;
    alone.end();
    early.push(tellIfLarge(path));
  };
  const dumping = succeed(shell, dump({ connection: plan.source, database: name, snapshot, jobs, directory, isLast: isLast() }), onLine).finally(() => {
    alone.end();
    ended.abort();
  });
  const looking = tellGrowing({ disk, clock }, directory, { over: ended.signal, grows }).catch(() => undefined);
  // The dump is what takes long, and it begins with all of its jobs: what is asked beside it waits until one of them has ended, but not for long.
  const asked = async () => {
    await alone.over;
    return observe(session, plan);
  };
  const [{ about, server, roles, settings, collations, found, tables, catalogue }] = await allEnded([asked(), dumping]).catch(packs.stopFor);
  // Among the files of the dump, so that it is sealed, uploaded and checked like them.
  await disk.append(`${directory}/${CATALOGUE_FILE}`, JSON.stringify(catalogue));
  await Promise.all([looking, ...early]);
  await packs.end();
  const { owner, encoding, provider, collate, ctype, locale, privileges, connectionLimit } = about;
  const serverSettings = carriedServerSettings(settings);
  return {
    roles: { ...carriedRoles(roles, settings), ...(serverSettings.length === 0 ? {} : { serverSettings: [...serverSettings] }) },
    database: { ...found, sequences, ...(collations.length === 0 ? {} : { collations }), ...carriedConnectionLimit(connectionLimit), name, owner, encoding, locale: { provider, collate, ctype, name: locale }, privileges, snapshotAt, lsn, tables, bytes: Number(server.databaseBytes), settings: carriedSettings(settings, name) },
  };
}
