import { FailoverError, isExpected } from "../../core/errors.ts";
import { isStoreAway } from "../../core/store-away.ts";
import type { Answer } from "../../core/answer.ts";
import type { RunState } from "../../core/replay.ts";
import type { Clock } from "../../ports.ts";
import type { Hold } from "../engine.ts";
import type { SharedJournal } from "../journal/shared-journal.ts";
import type { Lease } from "../lease/keep-lease.ts";

const AGAIN_SECONDS = 1;

export type Holding = {
  readonly journal: SharedJournal;
  readonly lease: Lease;
  readonly stop: AbortSignal;
  readonly clock: Clock;
  readonly say: (line: string) => void;
  readonly answers: (state: RunState) => Promise<readonly Answer[]>;
};

/** Acts only while the lease is in force and the journal is shared; waits for a bucket that is silent for a while. */
export function leasedHold({ journal, lease, stop, clock, say, answers }: Holding): Hold {
  const mayAct = () => !stop.aborted && lease.isInForce();
  const settle = async (): Promise<boolean> => {
    let saidSo = false;
    while (mayAct()) {
      try {
        await journal.share();
        if (saidSo) say("The journal's bucket answers again.");
        return mayAct();
      } catch (error) {
        if (isTakenOver(error)) lease.lose({ lost: "to another", error });
        else if (!isStoreAway(error)) throw error;
        else if (!saidSo) say("The journal's bucket gives no answer: nothing new begins until it does; what is under way goes on.");
        saidSo = true;
        await clock.sleep(AGAIN_SECONDS, stop).catch(() => undefined);
      }
    }
    return false;
  };
  return {
    settle,
    isInForce: lease.isInForce,
    tellSteps: lease.tellSteps,
    // People's answers can wait; whether the bucket is there is for `settle` to say.
    answers: (state) => answers(state).catch(() => []),
  };
}

const isTakenOver = (error: unknown): error is FailoverError => isExpected(error) && error.code === "JOURNAL_TAKEN_OVER";

/** Acts on a person's word that nobody else is at work: the bucket is not asked at all. */
export const loneHold = (answers: (state: RunState) => Promise<readonly Answer[]>): Hold => ({
  settle: async () => true,
  isInForce: () => true,
  tellSteps: () => undefined,
  answers,
});
