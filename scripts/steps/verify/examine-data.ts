import { readChosenBackup } from "../../core/chosen-backup.ts";
import { examinedSchema, findingsIn, type Examination } from "../../core/examination.ts";
import type { ManifestDatabase } from "../../core/manifest.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { limitSecondsFor, nameOnTarget } from "../../core/restore-job.ts";
import type { Settings } from "../../core/settings.ts";
import { onDatabaseHost, onDatabaseHostLater } from "../database-host.ts";
import type { Step } from "../step.ts";
import { succeed } from "../succeed.ts";
import { readManifest } from "../chosen-manifest.ts";

const verb = (database: string) => ["agent-examine", "--database", database];

/** The service's question is asked where its tables are. */
function examinationOf(database: ManifestDatabase, name: string, settings: Settings, limitSeconds: number): Examination {
  const query = name === settings.database.name ? settings.verification?.smokeQuery : undefined;
  return {
    sums: database.tables.some(({ sum }) => sum !== undefined),
    smoke: query === undefined ? null : { query, role: settings.database.owner },
    limitSeconds,
  };
}

/** Holds the restored databases against the manifest, and finds out whether they are sound in themselves. What is found is no failure of the step. */
export const examineData: Step = {
  id: "examine-data",
  title: "Compare every row count, read every table and index, ask the service's question",
  needs: ["restore-data"],
  onInterrupted: "rerun",
  preview: (context) => [onDatabaseHostLater(context, verb(context.settings.database.name), { timeoutSeconds: 60 })],
  check: async () => undefined,
  run: async (ports, context) => {
    const manifest = await readManifest(ports, context);
    const limitSeconds = limitSecondsFor(readChosenBackup(context.output("choose-backup")).plainBytes);
    const findings: string[] = [];
    for (const database of manifest.databases) {
      const name = nameOnTarget(manifest, database.name, context.settings.database);
      const input = JSON.stringify(examinationOf(database, name, context.settings, limitSeconds));
      const { stdout } = await succeed(ports.shell, onDatabaseHost(context, verb(name), { timeoutSeconds: 2 * limitSeconds, input }));
      findings.push(...findingsIn(database, parseJsonFrom(examinedSchema, stdout, "the machine")).map((finding) => `${name}: ${finding}`));
    }
    return { findings };
  },
};
