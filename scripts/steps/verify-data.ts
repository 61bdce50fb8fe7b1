import { readChosenBackup } from "../core/chosen-backup.ts";
import { FailoverError } from "../core/errors.ts";
import { summarise, verifiedSchema } from "../core/fidelity/verified.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { limitSecondsFor } from "../core/restore-job.ts";
import { onDatabaseHost, onDatabaseHostLater } from "./database-host.ts";
import type { Step } from "./step.ts";
import { succeed } from "./succeed.ts";

const verb = (run: string, manifestSha256: string, { name, owner }: { readonly name: string; readonly owner: string }): readonly string[] =>
  ["agent-verify", "--run", run, "--manifest", manifestSha256, "--database", name, "--owner", owner];

/** Compares the restored database, on its own host, with what its backup promises: every table's rows, sequences, constraints, and every object of its catalogue. */
export const verifyData: Step = {
  id: "verify-data",
  title: "Compare the restored data with the backup's manifest",
  needs: ["restore-data"],
  onInterrupted: "rerun",
  preview: (context) => [onDatabaseHostLater(context, verb("<run>", "<choose-backup.manifestSha256>", context.settings.database), { timeoutSeconds: 60 })],
  check: async () => undefined,
  run: async (ports, context) => {
    const { manifestSha256, plainBytes } = readChosenBackup(context.output("choose-backup"));
    const command = onDatabaseHost(context, verb(context.run, manifestSha256, context.settings.database), { timeoutSeconds: limitSecondsFor(plainBytes) });
    const { backup, databases } = parseJsonFrom(verifiedSchema, (await succeed(ports.shell, command)).stdout, "the database host");
    const found = databases.flatMap(({ name, differences }) => differences.map((difference) => `${name}: ${difference}`));
    if (found.length > 0) throw new FailoverError("RESTORE_DIFFERS", { backup, differences: found });
    const total = (of: "tables" | "rows"): number => databases.reduce((sum, database) => sum + database[of], 0);
    return { backup, tables: total("tables"), rows: total("rows"), fidelity: databases.map(summarise) };
  },
};
