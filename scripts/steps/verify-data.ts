import { readChosenBackup } from "../core/chosen-backup.ts";
import { FailoverError } from "../core/errors.ts";
import { parseManifest, sha256Of, type Manifest } from "../core/manifest.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { limitSecondsFor, nameOnTarget } from "../core/restore-job.ts";
import { differences, restoredSchema } from "../core/verification.ts";
import type { Ports } from "../ports.ts";
import { onDatabaseHost, onDatabaseHostLater } from "./database-host.ts";
import type { Context, Step } from "./step.ts";
import { succeed } from "./succeed.ts";

/** The very manifest that the run chose. */
export async function readManifest({ objects }: Ports, context: Context): Promise<Manifest> {
  const { manifestName: name, manifestSha256 } = readChosenBackup(context.output("choose-backup"));
  const bytes = await objects.read(context.settings.storage.buckets.exports, name);
  if (bytes === undefined || sha256Of(bytes) !== manifestSha256) throw new FailoverError("BACKUP_DAMAGED", { name, problem: "is no longer the manifest that this run chose" });
  return parseManifest(bytes, name);
}

/** Compares the restored database with what the backup's manifest promises: every table's rows, sequences, constraints. */
export const verifyData: Step = {
  id: "verify-data",
  title: "Compare the restored data with the backup's manifest",
  needs: ["restore-data"],
  onInterrupted: "rerun",
  preview: (context) => [onDatabaseHostLater(context, ["agent-survey", "--database", context.settings.database.name], { timeoutSeconds: 60 })],
  check: async () => undefined,
  run: async (ports, context) => {
    const manifest = await readManifest(ports, context);
    const timeoutSeconds = limitSecondsFor(readChosenBackup(context.output("choose-backup")).plainBytes);
    const found: string[] = [];
    let rows = 0;
    for (const database of manifest.databases) {
      const name = nameOnTarget(manifest, database.name, context.settings.database);
      const { stdout } = await succeed(ports.shell, onDatabaseHost(context, ["agent-survey", "--database", name], { timeoutSeconds }));
      const restored = parseJsonFrom(restoredSchema, stdout, "the database host");
      found.push(...differences(database, restored).map((difference) => `${name}: ${difference}`));
      rows += restored.tables.reduce((sum, table) => sum + table.rows, 0);
    }
    if (found.length > 0) throw new FailoverError("RESTORE_DIFFERS", { backup: manifest.id, differences: found });
    return { backup: manifest.id, tables: manifest.databases.reduce((sum, { tables }) => sum + tables.length, 0), rows };
  },
};
