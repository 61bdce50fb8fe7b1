import type { AwsOutputs } from "../../infra/outputs.ts";
import { restoreOutputs } from "../../infra/outputs.ts";
import { world } from "../site/world.ts";
import { siteEnvironment } from "../site/write-site.ts";
import { onPrimary, outputs } from "./company.ts";
import { psql, ssh, typed, type Stage } from "./stage.ts";
import type { Login } from "./tables.ts";

/** How SQL reaches the database that a run restored, as its owner; the password is written down on the exporter's host and tried. */
export async function restoredLogin(stage: Stage, primary: AwsOutputs, run: string): Promise<Login> {
  const { restores } = restoreOutputs.parse(await outputs(stage, "restore"));
  const address = restores[run]?.address ?? "";
  const environment = await siteEnvironment(stage.site);
  const login = onPrimary({ ...primary, database: { ...primary.database, address } }, world.database.owner);
  await typed(stage, [...ssh(login.address), "umask 077; cat >> .pgpass"], { timeoutSeconds: 30, input: `${address}:*:*:${world.database.owner}:${environment["SHOP_DATABASE_PASSWORD"] ?? ""}\n` });
  await psql(stage, login, "SELECT 1;");
  return login;
}
