import { FailoverError } from "../../core/errors.ts";
import { answers } from "../../core/restore-db/orders.ts";
import { asJson, readLooked } from "../../core/restore-db/outputs.ts";
import type { Step } from "../step.ts";
import { until } from "../until.ts";
import { databaseOrder, databaseOrderLater, orderDatabase, restoredTarget } from "./in-vpc.ts";

const ID = "prove-writes";
const LIMIT_SECONDS = 90;
const ONE_TRY_SECONDS = 60;

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
    const { host: address, port } = target;
    const { broken, app } = readLooked(context.output("look-at-database"));
    let missing = app;
    const { seen, waitedSeconds } = await until(ports.clock, { everySeconds: 2, limitSeconds: LIMIT_SECONDS }, async () => {
      const marked = await orderDatabase(ports, databaseOrder(context, target, "owner", { what: "mark", run: context.run }, ONE_TRY_SECONDS), answers.mark);
      missing = app.filter((host) => !marked.sessions.includes(host.address));
      ports.operator.progress(ID, missing.length === 0 ? "every application host is at work there" : `waiting for ${missing.map(({ name }) => name).join(", ")}`);
      return marked.written && missing.length === 0 ? marked : undefined;
    });
    if (seen === undefined) throw new FailoverError("APPLICATION_ELSEWHERE", { address, missing: missing.map((host) => `${host.name} (${host.address})`), waitedSeconds: Math.round(waitedSeconds) });
    const old = broken.address;
    if (old === undefined) return asJson({ marker: context.run, sessions: seen.sessions, oldAnswers: false, because: "it has no address" });
    const order = databaseOrder(context, { ...target, host: old, port: broken.port ?? port }, "exporter", { what: "knock" }, ONE_TRY_SECONDS);
    const knocked = await orderDatabase(ports, order, answers.knock);
    if (knocked.answers) throw new FailoverError("DATABASE_STILL_ANSWERS", { address: old });
    return asJson({ marker: context.run, sessions: seen.sessions, oldAnswers: false, because: knocked.because });
  },
};
