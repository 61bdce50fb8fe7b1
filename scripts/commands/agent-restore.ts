import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { hostPaths, restoreJobSchema } from "../core/restore-job.ts";
import { restoreBackup } from "../pipeline/restore/restore-backup.ts";
import type { Handler } from "./row.ts";

/** The restore itself: what the unit on the database host runs. */
export const handler: Handler<{ job: string }> = async ({ job: path }, world) => {
  const text = await world.files.read(path);
  if (text === undefined) throw new FailoverError("FILE_MISSING", { path, purpose: "it says which backup to restore" });
  const job = parseJsonFrom(restoreJobSchema, text, path);
  world.secrets.learn({ values: [], files: [hostPaths(job.run).identity] });
  await restoreBackup(await world.hostPorts({ endpoint: job.endpoint ?? undefined, project: job.project }), job);
  return Exit.ok;
};
