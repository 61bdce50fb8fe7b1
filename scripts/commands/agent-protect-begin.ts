import { Exit } from "../core/exit.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { protectRequestSchema } from "../core/protect-job.ts";
import { beginProtection } from "../pipeline/protect/begin.ts";
import type { Handler } from "./row.ts";

/** Takes a job and its keys from standard input and starts the new primary's first export, which outlives this connection. Runs on the database host, as root. */
export const handler: Handler = async (_, world) => {
  const { job, keys } = parseJsonFrom(protectRequestSchema, await world.readInput(), "standard input");
  world.secrets.learn({ values: Object.values(keys), files: [] });
  world.print(await beginProtection(await world.hostPorts({ endpoint: undefined, project: "" }), job, keys));
  return Exit.ok;
};
