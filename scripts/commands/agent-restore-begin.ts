import { Exit } from "../core/exit.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { restoreRequestSchema } from "../core/restore-job.ts";
import { scramVerifier } from "../core/scram.ts";
import { Secret } from "../core/secret.ts";
import { beginRestore } from "../pipeline/restore/begin-restore.ts";
import type { Handler } from "./row.ts";

/** Takes a job and its key from standard input and starts a restore that outlives this connection. Runs on the database host, as root. */
export const handler: Handler = async (_, world) => {
  const { job, identity, passwords } = parseJsonFrom(restoreRequestSchema, await world.readInput(), "standard input");
  world.secrets.learn({ values: [identity, ...Object.values(passwords)], files: [] });
  const ports = await world.hostPorts({ endpoint: job.endpoint ?? undefined, project: job.project });
  const logins = Object.fromEntries(Object.entries(passwords).map(([role, password]) => [role, scramVerifier(new Secret(password), world.randomHex(32))]));
  world.print(await beginRestore(ports, job, { identity, logins }));
  return Exit.ok;
};
