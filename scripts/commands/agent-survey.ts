import { Exit } from "../core/exit.ts";
import { withSession } from "../pipeline/restore/inspect-target.ts";
import { surveyRestored } from "../pipeline/survey-database.ts";
import type { Handler } from "./row.ts";

/** Prints what a database on this host holds, in the manifest's words. */
export const handler: Handler<{ database: string }> = async ({ database }, world) => {
  const ports = await world.hostPorts({ endpoint: undefined, project: "" });
  world.print(JSON.stringify(await withSession(ports, database, (session) => surveyRestored(session))));
  return Exit.ok;
};
