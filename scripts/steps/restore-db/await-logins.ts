import { FailoverError } from "../../core/errors.ts";
import { answers } from "../../core/restore-db/orders.ts";
import type { Step } from "../step.ts";
import { until } from "../until.ts";
import { databaseOrder, databaseOrderLater, orderDatabase, restoredTarget } from "./in-vpc.ts";

const ID = "await-logins";
const LIMIT_SECONDS = 30 * 60;
const EVERY_SECONDS = 2;
const ONE_TRY_SECONDS = 40;

/** Waits until the restored database takes a login from inside the VPC: AWS calls it available before that is sure. */
export const awaitLogins: Step = {
  id: ID,
  title: "Wait until the restored database takes logins",
  needs: ["restore-instance"],
  onInterrupted: "rerun",
  preview: (context) => [databaseOrderLater(context)],
  check: async () => undefined,
  run: async (ports, context) => {
    const target = restoredTarget(context);
    const { host: address, port } = target;
    let reason = "it was not asked";
    const { seen, waitedSeconds } = await until(ports.clock, { everySeconds: EVERY_SECONDS, limitSeconds: LIMIT_SECONDS }, async () => {
      const answer = await orderDatabase(ports, databaseOrder(context, target, "exporter", { what: "knock" }, ONE_TRY_SECONDS), answers.knock);
      reason = answer.because;
      ports.operator.progress(ID, answer.answers ? "it takes logins" : `not yet: ${reason}`);
      return answer.answers ? true : undefined;
    });
    if (seen === undefined) throw new FailoverError("RESTORED_DATABASE_SILENT", { address, waitedSeconds: Math.round(waitedSeconds), reason });
    return { address, port };
  },
};
