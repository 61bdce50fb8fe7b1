import * as query from "../../core/catalogue-queries.ts";
import { analyze, contents, indexSections, restore, rowSections } from "../../core/commands/postgres.ts";
import type { Manifest, ManifestDatabase } from "../../core/manifest.ts";
import { splitList } from "../../core/restore-list.ts";
import { beginMarkerSql, createDatabaseSql, dropDatabaseSql, dropProviderRolesSql, loginsSql, ownerOnTarget, privilegesSql, rolesSql, settingsSql, withoutProviderRolesSql } from "../../core/restore-sql.ts";
import { giveToPostgres } from "../../core/commands/host.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import type { HostPorts } from "../../ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { allEnded } from "../all-ended.ts";
import { withSession } from "./inspect-target.ts";

export type Load = {
  readonly manifest: Manifest;
  readonly database: ManifestDatabase;
  /** What it is called here. */
  readonly name: string;
  readonly targetOwner: string;
  readonly directory: string;
  readonly jobs: number;
  readonly limitSeconds: number;
  readonly phase: (phase: string) => Promise<void>;
  /** Extensions that this server does not have and that mean nothing here. */
  readonly leftOut: readonly string[];
  readonly hasEventTriggers: boolean;
};

type Lists = { readonly most: string; readonly eventTriggers: string };

/** What is restored in which run, where it cannot all be restored alike. */
async function writeLists({ shell, files }: Pick<HostPorts, "shell" | "files">, { directory, leftOut, hasEventTriggers }: Load): Promise<Lists | undefined> {
  if (leftOut.length === 0 && !hasEventTriggers) return undefined;
  const lists = splitList((await succeed(shell, contents(directory))).stdout, leftOut);
  const paths = { most: `${directory}/failover-most.list`, eventTriggers: `${directory}/failover-event-triggers.list` };
  await files.write(paths.most, lists.most);
  await files.write(paths.eventTriggers, lists.eventTriggers);
  await succeed(shell, giveToPostgres(directory));
  return paths;
}

const tell = (ports: Pick<HostPorts, "sql">, database: string, statements: readonly string[]): Promise<void> =>
  withSession(ports, database, async (session) => {
    for (const statement of statements) await session.tell(statement);
  });

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

/** Fills an empty database: objects and rows, then indexes and constraints, then statistics. */
export async function loadDatabase(ports: Pick<HostPorts, "sql" | "shell" | "files">, load: Load): Promise<void> {
  const { name, database, manifest, jobs, limitSeconds, directory } = load;
  const owner = ownerOnTarget(manifest, database, load.targetOwner);
  const lists = await writeLists(ports, load);
  const common = { database: name, directory, jobs, timeoutSeconds: limitSeconds };
  const run = (sections: readonly string[]) => succeed(ports.shell, restore({ ...common, sections, ...(lists === undefined ? {} : { list: lists.most }) }));
  // The disk writes what is loaded while the processors go on; else the restart at the end would wait for all of it.
  const write = () => tell(ports, "postgres", ["CHECKPOINT"]);
  await load.phase("loading tables");
  await run(rowSections);
  await load.phase("building indexes and constraints");
  await allEnded([run(indexSections), write()]);
  await load.phase("gathering statistics");
  await allEnded([succeed(ports.shell, analyze({ database: name, jobs, timeoutSeconds: limitSeconds })), write()]);
  await tell(ports, name, withoutProviderRolesSql(manifest.providerRoles, owner));
  // Last of all, since they act on everything that is said afterwards; here only a superuser can own them.
  if (load.hasEventTriggers && lists !== undefined) await succeed(ports.shell, restore({ ...common, sections: indexSections, list: lists.eventTriggers, owners: false }));
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
