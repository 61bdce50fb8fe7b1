import * as query from "../../core/catalogue-queries.ts";
import { analyze, contents, postDataContents, postDataSql, restore } from "../../core/commands/postgres.ts";
import type { Manifest, ManifestDatabase } from "../../core/manifest.ts";
import { splitList, type RestoreLists } from "../../core/restore-list.ts";
import { beginMarkerSql, createDatabaseSql, dropDatabaseSql, dropProviderRolesSql, loginsSql, ownerOnTarget, privilegesSql, rolesSql, settingsSql, withoutProviderRolesSql } from "../../core/restore-sql.ts";
import { filesIn } from "../../core/early-load.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { allEnded } from "../all-ended.ts";
import type { ArrivingDump } from "./arriving-dump.ts";
import { withSession } from "./inspect-target.ts";

export type Load = {
  readonly manifest: Manifest;
  readonly database: ManifestDatabase;
  /** What it is called here. */
  readonly name: string;
  readonly targetOwner: string;
  readonly dump: ArrivingDump;
  readonly jobs: number;
  readonly limitSeconds: number;
  readonly phase: (phase: string) => Promise<void>;
  /** Extensions that this server does not have and that mean nothing here. */
  readonly leftOut: readonly string[];
  /** Ends the load before its time. */
  readonly over: AbortSignal;
};

/** Where a database's lists for pg_restore are, and which of the dump's files they name; of a list that would name nothing there is no file. */
export type Prepared = { readonly paths: Readonly<Record<keyof RestoreLists, string | undefined>>; readonly files: ReadonlySet<string> };

const READABLE = 0o644;

/** Writes a database's lists beside its dump, as soon as that says what is in it. */
export async function prepareLists({ shell, files }: Pick<HostPorts, "shell" | "files">, { leftOut, dump }: Load): Promise<Prepared> {
  const { directory } = dump;
  await dump.contents();
  const [all, postData, sql] = await allEnded([contents, postDataContents, postDataSql].map((command) => succeed(shell, command(directory))));
  const lists = splitList({ all: all?.stdout ?? "", postData: postData?.stdout ?? "", postDataSql: sql?.stdout ?? "" }, leftOut);
  const write = async (list: string, name: string): Promise<string | undefined> => {
    if (list === "") return undefined;
    const path = `${directory}/failover-${name}.list`;
    await files.write(path, list, READABLE);
    return path;
  };
  const paths = {
    rows: await write(lists.rows, "rows"),
    keys: await write(lists.keys, "keys"),
    attached: await write(lists.attached, "attached"),
    rest: await write(lists.rest, "rest"),
    eventTriggers: await write(lists.eventTriggers, "event-triggers"),
  };
  return { paths, files: filesIn(lists.rows) };
}

async function tell(ports: Pick<HostPorts, "sql">, database: string, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return;
  await withSession(ports, database, async (session) => {
    for (const statement of statements) await session.tell(statement);
  });
}

/** Makes every role exist that owns something or was granted something at the source. */
export async function makeRoles(ports: Pick<HostPorts, "sql">, manifest: Manifest, targetOwner: string): Promise<void> {
  await withSession(ports, "postgres", async (session) => {
    const existing = parseRows(rows.existingRole, await session.ask(query.existingRoles), "its roles");
    for (const statement of rolesSql(manifest, new Set(existing.map(({ name }) => name)), targetOwner)) await session.tell(statement);
  });
}

/** Makes one database anew, empty and marked as ours, whatever was there; whoever calls has just made sure that nobody wants it. */
export async function makeDatabase(ports: Pick<HostPorts, "sql">, { name, database, manifest, targetOwner }: Pick<Load, "name" | "database" | "manifest" | "targetOwner">): Promise<void> {
  await tell(ports, "postgres", [dropDatabaseSql(name), createDatabaseSql(name, database, ownerOnTarget(manifest, database, targetOwner))]);
  await tell(ports, name, beginMarkerSql);
}

/** Fills an empty database: objects, rows and plain indexes, some of it while the dump still arrives; then what is built over all rows, then statistics. */
export async function loadDatabase(ports: Pick<HostPorts, "sql" | "shell">, load: Load, { paths, files }: Prepared): Promise<void> {
  const { name, database, manifest, limitSeconds, dump, over } = load;
  const owner = ownerOnTarget(manifest, database, load.targetOwner);
  const run = async (list: string | undefined, more: { readonly owners?: false; readonly jobs?: number } = {}): Promise<void> => {
    if (list !== undefined) await succeed(ports.shell, restore({ database: name, directory: dump.directory, jobs: load.jobs, timeoutSeconds: limitSeconds, list, ...more }), undefined, { until: over });
  };
  await dump.open(files);
  await load.phase("loading tables, building their indexes");
  await run(paths.rows);
  await dump.whole();
  await load.phase("building what needs every row");
  await run(paths.keys);
  await run(paths.attached, { jobs: 1 });
  await run(paths.rest);
  await load.phase("gathering statistics");
  // The disk writes what was loaded while the processors go on; else the restart at the end would wait for all of it.
  await allEnded([succeed(ports.shell, analyze({ database: name, jobs: load.jobs, timeoutSeconds: limitSeconds })), tell(ports, "postgres", ["CHECKPOINT"])]);
  await tell(ports, name, withoutProviderRolesSql(manifest.providerRoles, owner));
  // Last of all, since they act on everything that is said afterwards.
  await run(paths.eventTriggers, { owners: false });
}

/** What a dump does not carry: grants on the database, settings of it and of the roles, and the end of the provider's roles. */
export async function settle(ports: Pick<HostPorts, "sql">, { manifest, database, name }: Pick<Load, "manifest" | "database" | "name">): Promise<void> {
  await withSession(ports, "postgres", async (session) => {
    const existing = parseRows(rows.existingRole, await session.ask(query.existingRoles), "its roles");
    const superusers = new Set(existing.filter(({ superuser }) => superuser).map((role) => role.name));
    const roles = manifest.roles.filter((role) => !superusers.has(role.name));
    const statements = [
      ...privilegesSql(name, database, manifest.providerRoles),
      ...settingsSql(name, database, roles),
      ...dropProviderRolesSql(manifest.providerRoles),
    ];
    for (const statement of statements) await session.tell(statement);
  });
}

/** Lets the roles log in whose new passwords the company named. */
export async function letIn(ports: Pick<HostPorts, "sql">, logins: Readonly<Record<string, string>>): Promise<void> {
  await withSession(ports, "postgres", async (session) => {
    const existing = parseRows(rows.existingRole, await session.ask(query.existingRoles), "its roles");
    for (const statement of loginsSql(logins, new Set(existing.map(({ name }) => name)))) await session.tell(statement);
  });
}
