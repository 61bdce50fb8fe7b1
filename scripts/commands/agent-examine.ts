import { examinationSchema } from "../core/examination.ts";
import { Exit } from "../core/exit.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { examineDatabase } from "../pipeline/verify/examine-database.ts";
import type { Handler } from "./row.ts";

/** Prints all that a restored database says of itself, what is broken in it, and what the service's smoke query says. Runs on the machine of a verification. */
export const handler: Handler<{ database: string }> = async ({ database }, world) => {
  const examination = parseJsonFrom(examinationSchema, await world.readInput(), "standard input");
  const ports = await world.hostPorts({ endpoint: undefined, project: "" });
  world.print(JSON.stringify(await examineDatabase(ports, database, examination)));
  return Exit.ok;
};
