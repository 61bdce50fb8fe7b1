import { FailoverError } from "../../core/errors.ts";
import { judgeLease, type Holder, type Judgement, type LeaseKind, type LeaseRecord, type SeenLease } from "../../core/lease.ts";
import type { Clock, Machine } from "../../ports.ts";
import type { LeaseObject } from "./lease-object.ts";
import { lostTo } from "./lost-to.ts";

export type Ask = {
  readonly run: string;
  readonly kind: LeaseKind;
  readonly holder: Holder;
  /** The ids under which this very process has held it before, or may have: an answer can be lost. */
  readonly mine: readonly string[];
  /** A person's reason to take it from a holder who gives no sign of life. */
  readonly takeOver: string | undefined;
  /** The epoch to go on from where there is no lease: that of the journal, if somebody removed the lease's object. */
  readonly lastEpoch: () => Promise<number>;
  /** What the person types to try again: "run", "resume", "abandon"… */
  readonly command: string;
};

export type Reach = { readonly clock: Clock; readonly machine: Pick<Machine, "isAtWork">; readonly say: (line: string) => void };

/** A lease just taken: how it stands in the store, from whom it was taken, and when the request for it was sent. */
export type TakenLease = { readonly record: LeaseRecord; readonly generation: string; readonly from: Holder | undefined; readonly sentAt: number };

const RACES = 5;
const LOOK_AGAIN_SECONDS = 2;

/** Takes the lease, or refuses with its holder's name. With a reason to take over, waits until the holder must have stopped. */
export async function takeLease(lease: LeaseObject, ask: Ask, reach: Reach): Promise<TakenLease> {
  let waitingFor: string | undefined;
  for (let race = 0; race < RACES; ) {
    const seen = await lease.look();
    const judgement = await judge(seen, ask, reach);
    if (judgement.may === "take") {
      const taken = await attempt(lease, seen, ask, judgement, reach);
      if (taken !== undefined) return taken;
      race += 1;
      continue;
    }
    if (judgement.may === "no more") throw lostTo(judgement.lease, ask.run);
    const generation = seen?.generation;
    const moved = waitingFor !== undefined && generation !== waitingFor;
    if (judgement.may === "not" || moved || ask.takeOver === undefined) throw refusal(judgement, seen?.ageSeconds ?? 0, ask, moved);
    const { who, host } = judgement.lease.holder;
    if (waitingFor === undefined) reach.say(`Unless ${who} at ${host} is heard of again, they must have stopped in ${judgement.inSeconds} s; waiting until then.`);
    waitingFor = generation;
    await reach.clock.sleep(Math.min(LOOK_AGAIN_SECONDS, judgement.inSeconds + 1)).catch(() => {
      throw new FailoverError("TAKE_OVER_STOPPED", { who, host, command: ask.command });
    });
  }
  throw new Error("bug: a lease changed hands again and again while it was asked for");
}

async function judge(seen: SeenLease | undefined, { mine, takeOver }: Ask, { machine }: Reach): Promise<Judgement> {
  const atWork = seen === undefined ? "unknown" : await machine.isAtWork(seen.record.holder);
  return judgeLease(seen, { atWork, mine, takeOver });
}

async function attempt(lease: LeaseObject, seen: SeenLease | undefined, { run, kind, holder, lastEpoch }: Ask, { from, because }: Extract<Judgement, { may: "take" }>, { clock }: Reach): Promise<TakenLease | undefined> {
  const record: LeaseRecord = {
    schema: "failover-kit/lease/1",
    kind,
    run,
    epoch: (seen?.record.epoch ?? (await lastEpoch())) + 1,
    holder,
    since: clock.now().toISOString(),
    renewals: 0,
    at: [],
    state: "held",
    because,
    unheard: from ?? null,
  };
  const sentAt = clock.elapsed();
  const answer = await lease.replace(record, seen?.generation ?? "0").catch((error: unknown) => ({ error }));
  if (answer !== "changed" && "generation" in answer) return { record, generation: answer.generation, from, sentAt };
  // The request may have been heard and its answer lost: if it was heard twice, that looks like somebody else's success.
  const now = await lease.look();
  if (now?.record.holder.id === holder.id && now.record.state === "held") return { record: now.record, generation: now.generation, from, sentAt };
  if (answer !== "changed") throw answer.error;
  return undefined;
}

function refusal(judgement: Exclude<Judgement, { may: "take" | "no more" }>, ageSeconds: number, { command }: Ask, moved: boolean): FailoverError {
  const { run, since, at, holder: { who, host, pid } } = judgement.lease;
  const facts = { run, who, host, since, at };
  return judgement.may === "not" || moved
    ? new FailoverError("LEASE_HELD", { ...facts, pid, ageSeconds: Math.round(ageSeconds) })
    : new FailoverError("LEASE_UNANSWERED", { ...facts, command, silentSeconds: judgement.silentSeconds, inSeconds: judgement.inSeconds });
}
