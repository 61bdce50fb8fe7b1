import { z } from "zod";
import { playbook } from "../../core/commands/ansible.ts";
import { FailoverError } from "../../core/errors.ts";
import type { Json } from "../../core/journal.ts";
import { trusted } from "../../core/parse-untrusted.ts";
import { answers } from "../../core/restore-db/orders.ts";
import { asJson, machine, restored, restoredBase } from "../../core/restore-db/outputs.ts";
import type { Step } from "../step.ts";
import { until } from "../until.ts";
import { databaseOrder, databaseOrderLater, orderDatabase } from "./in-vpc.ts";
import { PLAYBOOK, pointService } from "./point-service.ts";
import { untilWritesLand } from "./writes-land.ts";

const given = z.strictObject({
  run: z.string(),
  instance: z.string(),
  address: z.string(),
  port: z.int(),
  securityGroups: z.array(z.string()).min(1),
  exporter: z.string(),
  app: z.array(machine).default([]),
  /** What the run restored, and what that held before anybody wrote to it; a run may have come to its end before. */
  restored: restored.optional(),
  base: restoredBase.optional(),
});

/** What a run that goes back is told: which run it undoes, what the old database was before it, and what it restored. */
export type RevertGiven = z.infer<typeof given>;
export const readRevertGiven = (json: Json | undefined): RevertGiven => trusted(given, json, "the journal's choice of what to revert");

const LIMIT_SECONDS = 300;

/** Lets the old database be reached again, and waits until it takes a login: one that does not must not be gone back to. */
export const liftFence: Step = {
  id: "lift-fence",
  title: "Open the old database again",
  needs: [],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async (ports, context) => {
    const { instance, securityGroups, address, port, exporter } = readRevertGiven(context.given);
    await ports.rds.modify(instance, { securityGroups });
    let reason = "it was not asked";
    const { seen, waitedSeconds } = await until(ports.clock, { everySeconds: 3, limitSeconds: LIMIT_SECONDS }, async () => {
      const answer = await orderDatabase(ports, databaseOrder(context, { exporter, host: address, port }, "exporter", { what: "knock" }, 40), answers.knock);
      reason = answer.because;
      return answer.answers ? true : undefined;
    });
    if (seen === undefined) throw new FailoverError("RESTORED_DATABASE_SILENT", { address, waitedSeconds: Math.round(waitedSeconds), reason });
    return { instance, securityGroups };
  },
};

/** Points the application back at the old database; what was written to the restored one since stays there, and it is kept. */
export const pointBack: Step = {
  id: "point-back",
  title: "Point the application back at the old database",
  needs: ["lift-fence"],
  onInterrupted: "ask",
  approval: "point-back",
  endsOutage: true,
  preview: (context) => [playbook(context, PLAYBOOK)],
  check: async () => undefined,
  run: async (ports, context) => asJson(await pointService(ports, context, "point-back", readRevertGiven(context.given))),
};

/** Proves that the old database is written to again: a row written and read back there, and every application host at work there. */
export const proveBack: Step = {
  id: "prove-back",
  title: "Prove that writes land in the old database again",
  needs: ["point-back"],
  onInterrupted: "rerun",
  preview: (context) => [databaseOrderLater(context)],
  check: async () => undefined,
  run: async (ports, context) => {
    const { address: host, port, exporter, app } = readRevertGiven(context.given);
    return asJson({ marker: context.run, sessions: await untilWritesLand(ports, context, { target: { exporter, host, port }, app, step: "prove-back" }) });
  },
};
