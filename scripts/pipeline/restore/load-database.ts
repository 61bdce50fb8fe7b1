import { analyze, contents, postDataContents, postDataSql } from "../../core/commands/postgres.ts";
import { isExpected } from "../../core/errors.ts";
import type { Manifest, ManifestDatabase } from "../../core/manifest.ts";
import { splitList, statementsIn, type RestoreLists } from "../../core/restore-list.ts";
import { analyzeParentsSql, beginMarkerSql, collationsSql, connectionLimitSql, createDatabaseSql, dropDatabaseSql, dropProviderRolesSql, loginsSql, ownerOnTarget, privilegesSql, rolesSql, settingsSql, withoutProviderRolesSql, withoutServerSettingsSql, type ExistingRole } from "../../core/restore-sql.ts";
import { classQueries, objectRow } from "../../core/fidelity/catalogue.ts";
import { giveLargeObjectsSql, ownersHereSql } from "../../core/namesake.ts";
import { longestTable, type LongestTable } from "../../core/longest-table.ts";
import { loadable } from "../../core/preloads.ts";
import { parseRows } from "../../core/source-facts.ts";
import type { HostPorts, SqlSession } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { allEnded, endingTogether } from "../all-ended.ts";
import type { ArrivingDump } from "./arriving-dump.ts";
import { LOBBY, rolesHere, withSession } from "./inspect-target.ts";
import { loadFirst } from "./load-first.ts";
import { listRuns } from "./run-list.ts";

export type Load = {
  readonly manifest: Manifest;
  readonly database: ManifestDatabase;
  /** What it is called here. */
  readonly name: string;
  readonly targetOwner: string;
  /** Those of this server's roles that are above all rules; a restore makes none. */
  readonly superusers: ReadonlySet<string>;
  readonly dump: ArrivingDump;
  readonly jobs: number;
  readonly limitSeconds: number;
  readonly phase: (phase: string) => Promise<void>;
  /** Extensions that this server does not have and that mean nothing here. */
  readonly leftOut: readonly string[];
  /** Ends the load before its time. */
  readonly over: AbortSignal;
};

/** Where a database's lists for pg_restore are, what makes what is built over rows, and what will take longest; of a list that would name nothing there is no file. */
export type Prepared = { readonly paths: Readonly<Record<keyof RestoreLists, string | undefined>>; readonly statements: ReadonlyMap<string, string>; readonly longest: LongestTable | undefined };

const READABLE = 0o644;

/** Writes a database's lists beside its dump, as soon as that says what is in it. */
export async function prepareLists({ shell, files }: Pick<HostPorts, "shell" | "files">, { leftOut, dump, manifest, database }: Load): Promise<Prepared> {
  const { directory } = dump;
  await dump.contents();
  const [all, postData, sql] = await allEnded([contents, postDataContents, postDataSql].map((command) => succeed(shell, command(directory))));
  const lists = splitList({ all: all?.stdout ?? "", postData: postData?.stdout ?? "", postDataSql: sql?.stdout ?? "" }, leftOut, database.extensionTables ?? []);
  const write = async (list: string, name: string): Promise<string | undefined> => {
    if (list === "") return undefined;
    const path = `${directory}/failover-${name}.list`;
    await files.write(path, list, READABLE);
    return path;
  };
  const paths = {
    rows: await write(lists.rows, "rows"),
    largeObjects: await write(lists.largeObjects, "large-objects"),
    keys: await write(lists.keys, "keys"),
    attached: await write(lists.attached, "attached"),
    rest: await write(lists.rest, "rest"),
    eventTriggers: await write(lists.eventTriggers, "event-triggers"),
  };
  const objects = manifest.objects.filter((object) => object.database === database.name);
  return { paths, statements: statementsIn(sql?.stdout ?? ""), longest: longestTable({ rows: lists.rows, postDataSql: sql?.stdout ?? "", objects }) };
}

async function tell(ports: Pick<HostPorts, "sql">, database: string, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return;
  await withSession(ports, database, async (session) => {
    for (const statement of statements) await session.tell(statement);
  });
}

/** Takes away what an earlier attempt said for everybody; it ends in sessions that begin after this. */
export const forgetServerSettings = (ports: Pick<HostPorts, "sql">, manifest: Manifest): Promise<void> => tell(ports, LOBBY, withoutServerSettingsSql(manifest));

/** Makes every role exist that owns something or was granted something at the source. */
export async function makeRoles(session: SqlSession, manifest: Manifest, existing: readonly ExistingRole[], targetOwner: string): Promise<void> {
  for (const statement of rolesSql(manifest, existing, targetOwner)) await session.tell(statement);
}

/** Makes one database anew, empty and marked as ours, whatever was there; whoever calls has just made sure that nobody wants it. */
export async function makeDatabase(ports: Pick<HostPorts, "sql">, session: SqlSession, { name, database, manifest, targetOwner, superusers }: Pick<Load, "name" | "database" | "manifest" | "targetOwner" | "superusers">): Promise<void> {
  const owner = ownerOnTarget(manifest, database, targetOwner, superusers);
  for (const statement of [dropDatabaseSql(name), createDatabaseSql(name, database, owner)]) await session.tell(statement);
  await tell(ports, name, [...beginMarkerSql, ...collationsSql(database)]);
}

/** Puts owners right once all is made: what the provider's roles have goes to the database's owner, and what a superuser has in its namesake's place to who stands for that. */
async function settleOwners(ports: Pick<HostPorts, "sql">, { name, manifest, database, targetOwner, superusers }: Load): Promise<void> {
  await withSession(ports, name, async (session) => {
    const namesakes = new Set(manifest.roles.map((role) => role.name).filter((role) => superusers.has(role)));
    const owners = namesakes.size === 0 ? [] : parseRows(objectRow, await session.ask(classQueries.owners), "who owns what");
    const statements = [
      ...withoutProviderRolesSql(manifest.providerRoles, ownerOnTarget(manifest, database, targetOwner, superusers)),
      ...ownersHereSql(owners, namesakes),
      ...[...namesakes].map((role) => giveLargeObjectsSql(role, namesakes)),
    ];
    for (const statement of statements) await session.tell(statement);
  });
}

const isUnresolvedFailure = (error: unknown): boolean => isExpected(error) && error.code === "COMMAND_FAILED" && error.advice.what.includes(" does not exist");

/** Fills an empty database once its dump is there: objects, rows and plain indexes; then what is built over all rows, then statistics. */
export async function loadDatabase(ports: Pick<HostPorts, "sql" | "shell" | "files" | "clock">, load: Load, { paths, statements, longest }: Prepared): Promise<void> {
  const { name, limitSeconds, dump, jobs, over } = load;
  const lists = listRuns(ports, { ...load, directory: dump.directory, statements });
  await dump.whole();
  await load.phase("loading tables, building their indexes");
  const loaded = new AbortController();
  await endingTogether(({ signal: failed }) => {
    const until = AbortSignal.any([over, failed]);
    return [
      lists.run(paths.rows, { jobs, until }).finally(() => loaded.abort()),
      longest === undefined ? Promise.resolve() : loadFirst(ports, name, longest, loaded.signal),
      lists.run(paths.largeObjects, { jobs, until }),
    ];
  });
  await load.phase("building what needs every row");
  await lists.run(paths.keys, { jobs, until: over });
  await lists.run(paths.attached, { jobs: 1, until: over });
  await lists.run(paths.rest, { jobs, until: over });
  await load.phase("gathering statistics");
  const gather = () => succeed(ports.shell, analyze({ database: name, jobs, timeoutSeconds: limitSeconds }));
  // Statistics over expressions call functions as well; those of an index that was built over no rows were not called before.
  const gatherWithPath = async (error: unknown) => {
    if (!isUnresolvedFailure(error)) throw error;
    await lists.givePath();
    return gather();
  };
  // The disk writes what was loaded while the processors go on; else the restart at the end would wait for all of it.
  await allEnded([gather().catch(gatherWithPath), tell(ports, LOBBY, ["CHECKPOINT"])]);
  await tell(ports, name, [analyzeParentsSql]);
  await lists.end();
  await settleOwners(ports, load);
  // Last of all, since they act on everything that is said afterwards.
  await lists.run(paths.eventTriggers, { jobs, owners: false, until: over });
}

/** What a dump does not carry: grants on the database, its limit, settings of it, of the roles and of everybody, and the end of the provider's roles. */
export async function settle(session: SqlSession, { manifest, database, name, superusers, lacking }: Pick<Load, "manifest" | "database" | "name" | "superusers"> & { readonly lacking: ReadonlySet<string> }): Promise<void> {
  const roles = manifest.roles.filter((role) => !superusers.has(role.name)).map((role) => ({ ...role, settings: [...loadable(role.settings, lacking)] }));
  const settings = [...loadable(database.settings, lacking)];
  const statements = [
    ...privilegesSql(name, database, manifest.providerRoles),
    ...connectionLimitSql(name, database),
    ...settingsSql(name, { ...database, settings }, roles, manifest.serverSettings),
    ...dropProviderRolesSql(manifest.providerRoles),
  ];
  for (const statement of statements) await session.tell(statement);
}

/** Lets the roles log in whose new passwords the company named. It ends what the server logs of this session. */
export async function letIn(session: SqlSession, logins: Readonly<Record<string, string>>): Promise<void> {
  const existing = await rolesHere(session);
  for (const statement of loginsSql(logins, new Set(existing.map(({ name }) => name)))) await session.tell(statement);
}
