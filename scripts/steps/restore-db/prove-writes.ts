import { FailoverError } from "../../core/errors.ts";
import { answers } from "../../core/restore-db/orders.ts";
import { asJson, readLooked } from "../../core/restore-db/outputs.ts";
import type { Step } from "../step.ts";
import { databaseOrder, databaseOrderLater, orderDatabase, restoredTarget } from "./in-vpc.ts";
import { untilWritesLand } from "./writes-land.ts";

const ID = "prove-writes";
const ONE_TRY_SECONDS = 60;

/** A server that turns this login away is up, and may let others write: that is no silence. */
const turnedAway = /authentication failed|no pg_hba\.conf entry|too many (?:connections|clients)|remaining connection slots/;

/** Proves where writes land: a row written and read back in the new one, sessions of every application host there, and an old one that takes none. */
export const proveWrites: Step = {
  id: ID,
  title: "Prove that writes land in the new database and not in the old one",
  needs: ["point-application"],
  onInterrupted: "rerun",
  preview: (context) => [databaseOrderLater(context)],
  check: async () => undefined,
  run: async (ports, context) => {
    const target = restoredTarget(context);
    const { broken, app } = readLooked(context.output("look-at-database"));
    const sessions = await untilWritesLand(ports, context, { target, app, step: ID });
    const old = broken.address;
    if (old === undefined) return asJson({ marker: context.run, sessions, oldAnswers: false, because: "it has no address" });
    const order = databaseOrder(context, { ...target, host: old, port: broken.port ?? target.port }, "exporter", { what: "knock" }, ONE_TRY_SECONDS);
    const knocked = await orderDatabase(ports, order, answers.knock);
    if (knocked.answers || turnedAway.test(knocked.because)) throw new FailoverError("DATABASE_STILL_ANSWERS", { address: old });
    return asJson({ marker: context.run, sessions, oldAnswers: false, because: knocked.because });
  },
};
