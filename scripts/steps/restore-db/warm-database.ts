import { answers } from "../../core/restore-db/orders.ts";
import { awsOf } from "./aws-settings.ts";
import type { Step } from "../step.ts";
import { databaseOrder, databaseOrderLater, orderDatabase, restoredTarget } from "./in-vpc.ts";

const ID = "warm-database";
const MARGIN_SECONDS = 60;

/** Reads the restored database through, what is used most first, for as long as the settings allow: until then each block waits for S3. */
export const warmDatabase: Step = {
  id: ID,
  title: "Read the restored database through before it is used",
  needs: ["await-logins"],
  onInterrupted: "rerun",
  preview: (context) => [databaseOrderLater(context)],
  check: async () => undefined,
  run: async (ports, context) => {
    const seconds = awsOf(context).warmSeconds;
    if (seconds === 0) return { read: 0, because: "aws.warmSeconds is 0" };
    const command = databaseOrder(context, restoredTarget(context), "exporter", { what: "warm", seconds }, seconds + MARGIN_SECONDS);
    const warmed = await orderDatabase(ports, command, answers.warm, (line) => {
      if (line.startsWith("warm ")) ports.operator.progress(ID, line);
    });
    if (warmed.leftToRead > 0) ports.operator.say(`${warmed.leftToRead} tables and indexes were not read through in ${seconds} s: their first uses are slow`);
    if (!warmed.indexesToo) ports.operator.say("indexes were not read through: the extension pg_prewarm is not installed in the database");
    return warmed;
  },
};
