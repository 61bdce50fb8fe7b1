import { FailoverError, isExpected } from "../../core/errors.ts";
import { compareWithExport } from "../../core/restore-db/compare.ts";
import { answers } from "../../core/restore-db/orders.ts";
import { asJson } from "../../core/restore-db/outputs.ts";
import { newestKeysOf, type Base } from "../../core/restore-db/rows-told.ts";
import { restoredSchema } from "../../core/verification.ts";
import { soundBackup } from "../choose-backup.ts";
import type { Ports } from "../../ports.ts";
import type { Context, Step } from "../step.ts";
import { databaseOrder, databaseOrderLater, orderDatabase, restoredTarget } from "./in-vpc.ts";

const LIMIT_SECONDS = 2 * 60 * 60;
const KEYS_SECONDS = 60;
const MARGIN_SECONDS = 15;

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
    const base = { counted: Object.fromEntries(found.tables.map(({ schema, name, rows }) => [`${schema}.${name}`, rows])), newest: await newestKeys(ports, context) };
    const expected = manifest?.databases.find(({ name }) => name === context.settings.database.name);
    if (manifest === undefined || expected === undefined) {
      ports.operator.say("there is no sound export to compare the restored database with");
      return { comparedWith: null, tables, rowsDiffering: [], base };
    }
    const { structure, rows } = compareWithExport(expected, found);
    const accepted = context.decided(ACCEPT_STRUCTURE) !== undefined;
    if (structure.length > 0 && !accepted) throw new FailoverError("RESTORED_STRUCTURE_DIFFERS", { backup: manifest.id, differences: structure });
    for (const difference of rows) ports.operator.say(`since the export: ${difference}`);
    return asJson({ comparedWith: manifest.id, exportedAt: manifest.snapshotAt, tables, rowsDiffering: rows, base, ...(structure.length === 0 ? {} : { acceptedDifferences: structure }) });
  },
};

/** Nobody writes there yet: what is newer elsewhere, or later here, is newer than these. Without them the run goes on, and that is not told. */
async function newestKeys(ports: Ports, context: Context): Promise<Base["newest"]> {
  const order = { what: "holdings", seconds: KEYS_SECONDS, counts: false, newest: 1 } as const;
  try {
    return newestKeysOf(await orderDatabase(ports, databaseOrder(context, restoredTarget(context), "exporter", order, KEYS_SECONDS + MARGIN_SECONDS), answers.holdings));
  } catch (error) {
    if (!isExpected(error)) throw error;
    ports.operator.say(`the newest rows of the restored database could not be told: ${error.advice.what}`);
    return {};
  }
}
