import { isExpected, type FailoverError } from "../../core/errors.ts";
import { pace, type Holder, type LeaseRecord } from "../../core/lease.ts";
import type { Clock } from "../../ports.ts";
import type { LeaseObject } from "./lease-object.ts";
import { lostTo } from "./lost-to.ts";
import type { TakenLease } from "./take-lease.ts";

/** Why a lease is no longer ours: somebody else has it, or nobody could be asked for too long. */
export type Loss = { readonly lost: "to another"; readonly error: FailoverError } | { readonly lost: "from sight"; readonly reason: string };

/** A lease in force, renewed until it is lost or released. */
export type Lease = {
  readonly epoch: number;
  readonly holderId: string;
  /** Raised when it is lost, with the `Loss` as its reason. */
  readonly lost: AbortSignal;
  /** Whether this process may act this very moment. Finds out by itself that too much time has passed. */
  readonly isInForce: () => boolean;
  /** How long it may act without another renewal. */
  readonly secondsLeft: () => number;
  /** Since when the store has not answered, in seconds; undefined while it does. */
  readonly silentSeconds: () => number | undefined;
  /** The steps under way, told to others with the next renewal. */
  readonly tellSteps: (steps: readonly string[]) => void;
  /** Ends it from this side, for a reason that came to light elsewhere. */
  readonly lose: (loss: Loss) => void;
  /** Whose last words may not be in the journal yet, for the next holder to know. */
  readonly owe: (unheard: Holder | undefined) => void;
  /** Lets go, so that the next holder need not wait. Never throws: a lease that cannot be released runs out. */
  readonly release: () => Promise<void>;
};

export type Keeping = {
  /** One that goes on when the kit is asked to stop: until its tools have ended the lease is needed. */
  readonly clock: Clock;
  /** Told after each renewal how many seconds from now this holder may act. */
  readonly onRenewed: (seconds: number) => void;
};

/** A machine that was suspended wakes with its timers where they were: time must be looked at often. */
const TICK_SECONDS = 1;
const RELEASE_TRIES = 3;

/** Keeps a lease just taken, in the background. */
export function keepLease(object: LeaseObject, taken: TakenLease, { clock, onRenewed }: Keeping): Lease {
  const ended = new AbortController();
  const closed = new AbortController();
  let { record, generation, sentAt } = taken;
  let steps: readonly string[] = [];
  let trouble: { readonly since: number; readonly reason: string } | undefined;

  const lose = (loss: Loss) => ended.abort(loss);
  const secondsLeft = () => sentAt + pace.holdSeconds - clock.elapsed();
  const isInForce = (): boolean => {
    if (!ended.signal.aborted && secondsLeft() <= 0) lose({ lost: "from sight", reason: trouble?.reason ?? "this process stood still" });
    return !ended.signal.aborted;
  };
  const renewed = (answer: string, next: LeaseRecord, at: number) => {
    [generation, record, sentAt, trouble] = [answer, next, at, undefined];
    onRenewed(secondsLeft());
  };

  const renew = async (again = true): Promise<void> => {
    const next: LeaseRecord = { ...record, at: [...steps], renewals: record.renewals + 1 };
    const at = clock.elapsed();
    const answer = await object.replace(next, generation);
    if (answer !== "changed") return renewed(answer.generation, { ...next, unheard: record.unheard }, at);
    const seen = await object.look();
    if (seen !== undefined && isOurs(seen.record, record)) {
      // An earlier renewal was heard although its answer was lost: go on from it, with a renewal whose time is known.
      [generation, record] = [seen.generation, { ...seen.record, unheard: record.unheard }];
      if (again) return renew(false);
      throw new Error("the store answers every renewal as if somebody else had been first");
    }
    lose({ lost: "to another", error: lostTo(seen?.record, record.run) });
  };

  /** Whether it is known to be released, or not ours to release. */
  const letGo = async (): Promise<boolean> => {
    const answer = await object.replace({ ...record, at: [], renewals: record.renewals + 1, state: "released" }, generation);
    if (answer !== "changed") return true;
    const seen = await object.look();
    if (seen === undefined || !isOurs(seen.record, record)) return true;
    generation = seen.generation;
    return false;
  };

  const keep = async (): Promise<void> => {
    let nextAt = sentAt + pace.renewSeconds;
    for (;;) {
      await clock.sleep(Math.max(0, nextAt - clock.elapsed()), closed.signal).catch(() => closed.abort());
      if (closed.signal.aborted || !isInForce()) return;
      nextAt = clock.elapsed() + pace.renewSeconds;
      await renew().catch((error: unknown) => {
        trouble ??= { since: clock.elapsed(), reason: reasonOf(error) };
        nextAt = clock.elapsed() + pace.retrySeconds;
      });
    }
  };
  const keeping = keep();
  // Beside the renewals, since one that hangs must not hide that time is up.
  const watching = (async () => {
    while (!closed.signal.aborted && isInForce()) await clock.sleep(TICK_SECONDS, closed.signal).catch(() => closed.abort());
  })();

  onRenewed(secondsLeft());
  return {
    epoch: record.epoch,
    holderId: record.holder.id,
    lost: ended.signal,
    isInForce,
    secondsLeft,
    silentSeconds: () => (trouble === undefined ? undefined : clock.elapsed() - trouble.since),
    tellSteps: (now) => (steps = now),
    lose,
    owe: (unheard) => (record = { ...record, unheard: unheard ?? null }),
    release: async () => {
      closed.abort();
      await Promise.all([keeping, watching]);
      if (ended.signal.aborted) return;
      for (let tried = 1; tried <= RELEASE_TRIES; tried += 1) {
        // One answer may get lost; a store that was silent before is not waited for.
        const isOver = await letGo().catch(() => trouble !== undefined);
        if (isOver || !isInForce()) return;
        await clock.sleep(TICK_SECONDS).catch(() => undefined);
      }
    },
  };
}

const reasonOf = (error: unknown): string => (isExpected(error) ? error.advice.what : error instanceof Error ? error.message : String(error));

const isOurs = (seen: LeaseRecord, ours: LeaseRecord): boolean => seen.holder.id === ours.holder.id && seen.state === "held";
