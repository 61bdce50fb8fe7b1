import { Exit } from "../core/exit.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { restoreRequestSchema } from "../core/restore-job.ts";
import { beginRestore } from "../pipeline/restore/begin-restore.ts";
import type { Handler } from "./row.ts";

/** Takes a job and its key from standard input and starts a restore that outlives this connection. Runs on the database host, as root. */
export const handler: Handler = async (_, world) => {
  const { job, identity } = parseJsonFrom(restoreRequestSchema, await world.readInput(), "standard input");
  world.secrets.learn({ values: [identity], files: [] });
  const ports = await world.hostPorts({ endpoint: job.endpoint ?? undefined, project: job.project });
  world.print(await beginRestore(ports, job, identity));
  return Exit.ok;
};
