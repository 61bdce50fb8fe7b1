import type { LabClient } from "../client.ts";
import { accessRules, masterAndDatabase, serverSettings } from "../clouds/aws/rds/rds-limits.ts";
import { otherServer } from "../setup/other-servers.ts";
import { primaryRoles } from "../site/primary-roles.ts";
import { world } from "../site/world.ts";
import { onHost, type Bench } from "./on-host.ts";
import { sourceAt, type Source } from "./source.ts";

const UNIT = "other-server";
const PLAN = { port: world.database.port, keepsLog: false, logMegabytes: 512 };
const none = new Map<string, string>();
/** Until 14 everybody's schema belonged to whoever made the database; since 15 it is the database's owner's by itself. */
const ownPublic = (major: number): string => (major < 15 ? `ALTER SCHEMA public OWNER TO "${world.database.master}";` : "");

/** Where this major's server looks for extensions. */
export const extensionsOf = (major: number): string => `${otherServer(major)}/share/postgresql/extension`;

/** A database of another major version, with RDS's limits, the company's roles and nothing in it. The lab must have been asked for the other servers. */
export async function standUpOther(client: LabClient, major: number, exporter: Bench, environment: Readonly<Record<string, string>>): Promise<Source> {
  const name = `source-${major}`;
  const { address } = await client.hosts.ensure({ name, network: "aws", memoryMb: 1024, otherServers: true });
  const host = onHost(client, name, address);
  const [program, data] = [(file: string) => `${otherServer(major)}/bin/${file}`, `/var/lib/postgresql/${major}`];
  const asPostgres = (...argv: readonly string[]) => host.run(["runuser", "--user", "postgres", "--", ...argv]);
  await asPostgres(program("initdb"), `--pgdata=${data}`, "--encoding=UTF8", "--locale=C.UTF-8", "--auth=peer", "--no-sync");
  const settings = `${serverSettings(PLAN, none)}unix_socket_directories = '/var/run/postgresql'\nfsync = off\n`;
  await host.write(`${data}/postgresql.auto.conf`, settings, { mode: 0o600, owner: "postgres:postgres" });
  await host.write(`${data}/pg_hba.conf`, accessRules(none), { mode: 0o600, owner: "postgres:postgres" });
  await host.run(["systemd-run", `--unit=${UNIT}`, "--quiet", "--uid=postgres", "--property=Type=forking", program("pg_ctl"), "start", "--wait", `--pgdata=${data}`, `--log=${data}/server.log`]);
  const source = sourceAt(host, address, exporter);
  const { master, name: database } = world.database;
  await source.sql(masterAndDatabase({ user: master, password: environment["SHOP_MASTER_PASSWORD"] ?? "", database }), { as: "rdsadmin", database: "postgres" });
  await source.sql(ownPublic(major), { as: "rdsadmin" });
  await source.sql(primaryRoles(environment));
  return source;
}
