import * as query from "../../core/catalogue-queries.ts";
import { analyze, indexSections, restore, rowSections } from "../../core/commands/postgres.ts";
import type { Manifest, ManifestDatabase } from "../../core/manifest.ts";
import { beginMarkerSql, createDatabaseSql, dropDatabaseSql, dropProviderRolesSql, privilegesSql, rolesSql, settingsSql, standsFor, withoutProviderRolesSql } from "../../core/restore-sql.ts";
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
};

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

/** Fills one database from empty: objects and rows, then indexes and constraints, then statistics. */
export async function loadDatabase(ports: Pick<HostPorts, "sql" | "shell">, load: Load): Promise<void> {
  const { name, database, manifest, jobs, limitSeconds, directory } = load;
  const owner = standsFor(manifest, database, load.targetOwner) === undefined ? database.owner : load.targetOwner;
  await tell(ports, "postgres", [dropDatabaseSql(name), createDatabaseSql(name, database, owner)]);
  await tell(ports, name, beginMarkerSql);
  const run = (sections: readonly string[]) => succeed(ports.shell, restore({ database: name, directory, sections, jobs, timeoutSeconds: limitSeconds }));
  // The disk writes what is loaded while the processors go on; else the restart at the end would wait for all of it.
  const write = () => tell(ports, "postgres", ["CHECKPOINT"]);
  await load.phase("loading tables");
  await run(rowSections);
  await load.phase("building indexes and constraints");
  await allEnded([run(indexSections), write()]);
  await load.phase("gathering statistics");
  await allEnded([succeed(ports.shell, analyze({ database: name, jobs, timeoutSeconds: limitSeconds })), write()]);
  await tell(ports, name, withoutProviderRolesSql(manifest.providerRoles, owner));
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
