import { readRestoreGiven, sourceInWords } from "../../core/restore-db/given.ts";
import { lossOf } from "../../core/restore-db/loss.ts";
import { asJson, readFence, readLooked, readRestored, readVerified } from "../../core/restore-db/outputs.ts";
import type { Step } from "../step.ts";

/** Says what was lost, as far as anybody can know: bounded by time, and beside it the rows that differ from the newest export. */
export const tellLoss: Step = {
  id: "tell-loss",
  title: "Say what was lost",
  needs: ["prove-writes"],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async ({ rds, operator, clock }, context) => {
    const { instance, source } = readRestoreGiven(context.given);
    const { broken } = readLooked(context.output("look-at-database"));
    const fence = readFence(context.output("fence-database"));
    const { identifier } = readRestored(context.output("restore-instance"));
    const { comparedWith, rowsDiffering } = readVerified(context.output("verify-database"));
    const snapshotAt = "snapshot" in source ? (await rds.snapshots(instance)).find(({ id }) => id === source.snapshot)?.createdAt : undefined;
    const loss = lossOf({ source, latestRestorableTime: broken.latestRestorableTime, snapshotAt, writesUntil: fence.fenced ? fence.at : clock.now().toISOString() });
    const bound = loss.lossSecondsAtMost === null ? "not known" : `at most ${loss.lossSecondsAtMost} s of writes, those after ${loss.recoveredUntil ?? ""}`;
    operator.say(`${identifier} serves, restored from ${sourceInWords(source)}. Lost: ${bound}. The broken ${broken.identifier} is kept${fence.fenced ? ", fenced" : ", NOT FENCED"}.`);
    operator.say(`When it has proved itself: 'failover restore-db --adopt ${context.run}'. To go back while the old one lives: 'failover restore-db --revert ${context.run}'.`);
    return asJson({ ...loss, fenced: fence.fenced, comparedWith, rowsDiffering });
  },
};
