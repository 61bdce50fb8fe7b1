import { z } from "zod";
import type { Json } from "../../core/journal.ts";
import { newestSnapshotOf, type UsableSnapshot } from "../../core/newest-snapshot.ts";
import { trusted } from "../../core/parse-untrusted.ts";
import { awsOf } from "../restore-db/aws-settings.ts";
import { lookAtDatabase } from "../restore-db/look-at-database.ts";
import type { Step } from "../step.ts";

/** Chooses what is exported: the newest snapshot that AWS has whole. */
export const chooseSnapshot: Step = {
  id: "choose-snapshot",
  title: "Choose the newest RDS snapshot",
  needs: [],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async ({ rds, operator }, context) => {
    const { databaseInstance } = awsOf(context);
    const chosen = newestSnapshotOf(databaseInstance, await rds.snapshots(databaseInstance));
    operator.say(`the newest snapshot is ${chosen.id}, of ${chosen.createdAt}`);
    return chosen;
  },
};

const usable = z.object({ id: z.string().min(1), createdAt: z.string().min(1) });

/** The snapshot that was chosen, from the journal. */
export const readSnapshot = (output: Json): UsableSnapshot => trusted(usable, output, "the journal's choose-snapshot");

/** The facts of the live instance, which the temporary one is made like. */
export const lookAtLive: Step = {
  ...lookAtDatabase,
  title: "Write down every fact of the live database",
  needs: ["choose-snapshot"],
  run: (ports, context) => lookAtDatabase.run(ports, { ...context, given: { instance: awsOf(context).databaseInstance, source: { snapshot: readSnapshot(context.output("choose-snapshot")).id } } }),
};
