import { FailoverError } from "../../core/errors.ts";
import { compareWithExport } from "../../core/restore-db/compare.ts";
import { asJson } from "../../core/restore-db/outputs.ts";
import { restoredSchema } from "../../core/verification.ts";
import { soundBackup } from "../choose-backup.ts";
import type { Step } from "../step.ts";
import { databaseOrder, databaseOrderLater, orderDatabase, restoredTarget } from "./in-vpc.ts";

const LIMIT_SECONDS = 2 * 60 * 60;

/** The decision that says: the structure may differ, a person knows why. */
export const ACCEPT_STRUCTURE = "accept-structure";

/** Compares the restored database with the newest export: how it is built, exactly; how many rows it has, for the record. */
export const verifyDatabase: Step = {
  id: "verify-database",
  title: "Compare the restored database with the newest export",
  needs: ["await-logins"],
  onInterrupted: "rerun",
  preview: (context) => [databaseOrderLater(context)],
  check: async () => undefined,
  run: async (ports, context) => {
    // Undefined where there is none: a broken database is replaced all the same.
    const manifest = (await soundBackup(ports, context)).chosen?.manifest;
    const command = databaseOrder(context, restoredTarget(context), "exporter", { what: "survey" }, LIMIT_SECONDS);
    const found = await orderDatabase(ports, command, restoredSchema);
    const tables = found.tables.length;
    const expected = manifest?.databases.find(({ name }) => name === context.settings.database.name);
    if (manifest === undefined || expected === undefined) {
      ports.operator.say("there is no sound export to compare the restored database with");
      return { comparedWith: null, tables, rowsDiffering: [] };
    }
    const { structure, rows } = compareWithExport(expected, found);
    const accepted = context.decided(ACCEPT_STRUCTURE) !== undefined;
    if (structure.length > 0 && !accepted) throw new FailoverError("RESTORED_STRUCTURE_DIFFERS", { backup: manifest.id, differences: structure });
    for (const difference of rows) ports.operator.say(`since the export: ${difference}`);
    return asJson({ comparedWith: manifest.id, exportedAt: manifest.snapshotAt, tables, rowsDiffering: rows, ...(structure.length === 0 ? {} : { acceptedDifferences: structure }) });
  },
};
