import type { LabClient } from "../client.ts";
import { hostName } from "../clouds/host-name.ts";
import { primaryRoles } from "../site/primary-roles.ts";
import { world } from "../site/world.ts";
import { onHost, type Bench } from "./on-host.ts";

/** Who says SQL, where, and how long it may take. */
export type Saying = { readonly as?: "master" | "shop" | "exporter" | "rdsadmin"; readonly database?: string; readonly timeoutSeconds?: number };

/** The company's database in AWS: PostgreSQL whose master may do what RDS lets it do. */
export type Source = {
  readonly host: Bench;
  readonly address: string;
  /** Whatever `psql` reads, over the network from the exporter's host as a person of the company would; one line a row, columns by tab. `rdsadmin` is AWS itself. */
  sql(text: string, saying?: Saying): Promise<string>;
};

/** What the instance is called at AWS. */
export const INSTANCE = "shop-primary";
const psql = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=\t", "--set", "ON_ERROR_STOP=1"];

/** An instance of RDS as the `aws` stack would make it, with the company's roles and an empty database. */
export async function standUpSource(client: LabClient, exporter: Bench, environment: Readonly<Record<string, string>>): Promise<Source> {
  const { outputs } = await client.cloud("aws", "create", {
    type: "aws:rds/instance:Instance",
    name: INSTANCE,
    inputs: { identifier: INSTANCE, username: world.database.master, password: environment["SHOP_MASTER_PASSWORD"], dbName: world.database.name, engine: "postgres", engineVersion: "17", allocatedStorage: 20, instanceClass: "db.m7g.large", multiAz: true },
  });
  const address = String(outputs["address"]);
  await knowPasswords(exporter, environment);
  const source = sourceAt(onHost(client, hostName("aws", "rds", INSTANCE), address), address, exporter);
  await source.sql(primaryRoles(environment));
  return source;
}

/** Lets people on the exporter's host say SQL to any database in AWS. */
async function knowPasswords(exporter: Bench, environment: Readonly<Record<string, string>>): Promise<void> {
  const users = [[world.database.master, "SHOP_MASTER_PASSWORD"], [world.database.owner, "SHOP_DATABASE_PASSWORD"], ["exporter", "EXPORTER_DATABASE_PASSWORD"]] as const;
  await exporter.write("/root/.pgpass", users.map(([user, variable]) => `*:*:*:${user}:${environment[variable] ?? ""}\n`).join(""), { mode: 0o600 });
}

/** A server on this host, whoever made it. */
export const sourceAt = (host: Bench, address: string, exporter: Bench): Source => ({
  host,
  address,
  sql: (text, { as = "master", database = world.database.name, timeoutSeconds = 60 } = {}) =>
    as === "rdsadmin"
      ? host.run(["runuser", "--user", "postgres", "--", ...psql, `--dbname=${database}`], { stdin: text, timeoutSeconds })
      : exporter.run([...psql, `--host=${address}`, `--username=${as}`, `--dbname=${database}`], { stdin: text, timeoutSeconds }),
});
