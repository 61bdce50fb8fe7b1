import { FailoverError, isExpected } from "../../core/errors.ts";
import { isStoreAway } from "../../core/store-away.ts";
import type { Entry, Event } from "../../core/journal.ts";
import { nextEntry } from "../../core/journal-line.ts";
import type { Holder, LeaseKind } from "../../core/lease.ts";
import { replay } from "../../core/replay.ts";
import type { Clock, JournalFile, JournalStore, Machine, Watchdog } from "../../ports.ts";
import type { Hold } from "../engine.ts";
import type { Ledger } from "../ledger.ts";
import { bucketCopy, type BucketCopy } from "../journal/bucket-copy.ts";
import { lastEpoch } from "../journal/last-epoch.ts";
import { matchCopies } from "../journal/match-copies.ts";
import { sharedJournal } from "../journal/shared-journal.ts";
import { keepLease, type Lease, type Loss } from "../lease/keep-lease.ts";
import { leaseObject, type LeaseObject } from "../lease/lease-object.ts";
import { preEmptDrill } from "../lease/pre-empt.ts";
import { takeLease, type TakenLease } from "../lease/take-lease.ts";
import { leasedHold, type Holding } from "./hold.ts";

/** One person's wish to act on a run. */
export type Claim = {
  readonly run: string;
  readonly kind: LeaseKind;
  readonly who: string;
  readonly takeOver: string | undefined;
  /** What they typed: "run", "resume", "abandon"… */
  readonly command: string;
};

/** The ledger, and this machine's copy of the run's journal. */
export type Place = Ledger & { readonly file: JournalFile };

export type Surroundings = {
  /** Its sleeps end when the kit is asked to stop. */
  readonly clock: Clock;
  /** Its sleeps do not: a lease is kept until the last tool has ended. */
  readonly steadyClock: Clock;
  readonly machine: Machine;
  readonly newId: () => string;
  readonly say: (line: string) => void;
  /** Raised when a person asks the kit to stop. */
  readonly stop: AbortSignal;
  /** Makes this process the only one of this machine at this run, with nothing left at work of earlier ones. */
  readonly enter: () => Promise<{ readonly release: () => Promise<void> }>;
  /** Starts what ends this holder's tools when this process cannot; undefined for work that starts none. */
  readonly guard: ((mark: string) => Promise<Watchdog>) | undefined;
  readonly answers: Holding["answers"];
};

/** What work under a lease gets. `stop` is raised by a person, or when the lease is lost. */
export type Session = { readonly journal: JournalStore; readonly hold: Hold; readonly stop: AbortSignal; readonly watchdog: Watchdog | undefined };

const ASK_AGAIN_SECONDS = 3;

const copyIn = ({ objects, buckets, service }: Ledger, run: string): BucketCopy => bucketCopy(objects, { bucket: buckets.journal, service }, run);

const leaseOf = ({ objects, buckets, service }: Ledger, kind: LeaseKind): LeaseObject => leaseObject(objects, { bucket: buckets.leases, service }, kind);

/**
 * Does work on a run as its only holder. A lease lost from sight ends the work; once the store answers again and nobody
 * has taken over, the work is done anew from what the journal says. A lease lost to another is an error.
 */
export async function underLease<T>(claim: Claim, place: Place, around: Surroundings, work: (session: Session) => Promise<T>): Promise<T> {
  const mine: string[] = [];
  let before: Ended<T> | undefined;
  for (;;) {
    const taken = before === undefined ? await take(claim, place, around, { id: around.newId(), mine }) : await takeAgain(claim, place, around, mine);
    if (taken === undefined) return outcomeOf(before);
    const isOwn = taken.from !== undefined && mine.includes(taken.from.id);
    mine.push(taken.record.holder.id);
    const guarding: Guarding = {};
    const lease = keepLease(leaseOf(place, claim.kind), taken, { clock: around.steadyClock, onRenewed: (seconds) => { guarding.by?.extend(seconds); guarding.share?.(); } });
    const ended = await settled(guarded(claim, place, around, { taken, isOwn, lease, guarding }, work)).finally(lease.release);
    const loss = lease.lost.aborted ? (lease.lost.reason as Loss) : before === undefined ? undefined : lossIn(ended);
    if (loss?.lost === "to another") throw loss.error;
    if (loss === undefined || around.stop.aborted) return outcomeOf(ended);
    before = ended;
    around.say(
      `Cut off from ${place.buckets.leases}: ${loss.reason}. Tools were stopped, so that somebody else can take over; waiting to go on. ` +
        `Ctrl-C ends the wait; if you know that you are alone, 'failover ${claim.command} --local-journal --because "…"' then goes on without it.`,
    );
  }
}

type Ended<T> = { readonly result: T } | { readonly error: unknown };

const settled = <T>(work: Promise<T>): Promise<Ended<T>> => work.then((result) => ({ result }), (error: unknown) => ({ error }));

function outcomeOf<T>(ended: Ended<T> | undefined): T {
  if (ended === undefined) throw new Error("bug: nothing was done and nothing refused");
  if ("error" in ended) throw ended.error;
  return ended.result;
}

/** A store that falls silent again right after a silence is the same silence. */
const lossIn = (ended: Ended<unknown>): Loss | undefined =>
  "error" in ended && isStoreAway(ended.error) ? { lost: "from sight", reason: ended.error.advice.what } : undefined;

type Ids = { readonly id: string; readonly mine: readonly string[] };

async function take(claim: Claim, place: Place, around: Surroundings, { id, mine }: Ids): Promise<TakenLease> {
  const { clock, machine, say } = around;
  const self = await machine.self();
  const holder: Holder = { id, who: claim.who, host: machine.host, ...self };
  const lease = leaseOf(place, claim.kind);
  const ask = { run: claim.run, kind: claim.kind, holder, mine, takeOver: claim.takeOver, lastEpoch: () => lastEpoch(place.file, copyIn(place, claim.run)), command: claim.command };
  return takeLease(lease, ask, { clock, machine, say }).catch((error: unknown) => {
    if (around.stop.aborted && !isExpected(error)) throw new FailoverError("COMMAND_STOPPED", { command: `failover ${claim.command}` });
    if (!isStoreAway(error)) throw error;
    throw new FailoverError("LEASE_UNREADABLE", { bucket: place.buckets.leases, endpoint: place.endpoint, reason: error.advice.what, command: claim.command }, { cause: error });
  });
}

/** After a silence: asks until there is an answer; undefined when a person has had enough. */
async function takeAgain(claim: Claim, place: Place, around: Surroundings, mine: string[]): Promise<TakenLease | undefined> {
  while (!around.stop.aborted) {
    const id = around.newId();
    try {
      return await take(claim, place, around, { id, mine });
    } catch (error) {
      if (!isExpected(error) || error.code !== "LEASE_UNREADABLE") throw error;
      // It may have been taken all the same, and the answer lost.
      mine.push(id);
      await around.clock.sleep(ASK_AGAIN_SECONDS).catch(() => undefined);
    }
  }
  return undefined;
}

/** What goes on with each renewal: the tools may live on, and what one lost answer kept from the bucket goes there. */
type Guarding = { by?: Watchdog; share?: () => void };

/** `isOwn`: this very process held it before, lost it from sight, and nobody else took it. */
type Held = { readonly taken: TakenLease; readonly isOwn: boolean; readonly lease: Lease; readonly guarding: Guarding };

/** The work, inside this machine's lock and under a watchdog that leaves when it is over. */
async function guarded<T>(claim: Claim, place: Place, around: Surroundings, held: Held, work: (session: Session) => Promise<T>): Promise<T> {
  const { lease, guarding } = held;
  const { release } = await around.enter();
  try {
    const watchdog = await around.guard?.(`${claim.run}.${lease.holderId}`);
    if (watchdog !== undefined) {
      guarding.by = watchdog;
      watchdog.extend(Math.max(0, lease.secondsLeft()));
      void watchdog.ended.then((how) => lease.lose({ lost: "from sight", reason: `the watchdog ${how === "died" ? "has died" : "found that time was up"}` }));
    }
    return await asHolder(claim, place, around, held, work).finally(() => watchdog?.release());
  } finally {
    await release();
  }
}

async function asHolder<T>(claim: Claim, place: Place, around: Surroundings, { taken, isOwn, lease, guarding }: Held, work: (session: Session) => Promise<T>): Promise<T> {
  const bucket = copyIn(place, claim.run);
  const { epoch, holder } = taken.record;
  await disasterFirst(claim, place, around.say);
  let { shared } = await matched(claim.run, place.file, bucket, { epoch, say: around.say });
  if (taken.from !== undefined) shared = await announce(claim, place.file, bucket, { ...taken, isOwn }, around);
  lease.owe(holder);
  const journal = sharedJournal(claim.run, place.file, bucket, { epoch, shared });
  guarding.share = () => void journal.share().catch(() => undefined);
  const stop = AbortSignal.any([around.stop, lease.lost]);
  try {
    return await work({ journal, hold: leasedHold({ ...around, journal, lease, stop }), stop, watchdog: guarding.by });
  } finally {
    // What was said last is for others to read, too; a bucket that is silent is not asked again, the next session brings it there.
    if (lease.isInForce() && journal.isHeard()) await journal.share().then(() => lease.owe(undefined), () => undefined);
  }
}

/** Each looks at the other's lease once it has its own, so that one of them sees the other. */
async function disasterFirst({ run, kind, who }: Claim, place: Place, say: (line: string) => void): Promise<void> {
  if (kind === "verify" || kind === "export") return;
  if (kind === "run") {
    const drill = await preEmptDrill(leaseOf(place, "drill"), `run ${run} of ${who}`);
    if (drill !== undefined) say(`Drill ${drill.run} of ${drill.holder.who} was ended: a disaster goes first.`);
    return;
  }
  const disaster = (await leaseOf(place, "run").look())?.record;
  if (disaster?.state === "held") throw new FailoverError("LEASE_PRE_EMPTED", { run, by: `run ${disaster.run} of ${disaster.holder.who}` });
}

/**
 * Both copies made one, for the holder of this epoch: its entries, and how many of them the bucket has. Whoever stood still for long after it took the
 * lease may find a later holder's words, and is refused: to write after them would break the journal for everybody.
 */
async function matched(run: string, file: JournalFile, bucket: BucketCopy, { epoch, say }: { readonly epoch: number; readonly say: (line: string) => void }): Promise<{ readonly shared: number; readonly entries: readonly Entry[] }> {
  const shared = await matchCopies(run, file, bucket, say);
  const entries: readonly Entry[] = await file.read();
  const seq = entries.findIndex((entry) => entry.epoch > epoch);
  if (seq >= 0) throw new FailoverError("JOURNAL_TAKEN_OVER", { run, seq });
  return { shared, entries };
}

/** Brings entries into the bucket in their order; false when another's stands in the place of one, since nothing of ours follows on that. */
async function allThere(bucket: BucketCopy, entries: readonly Entry[]): Promise<boolean> {
  for (const entry of entries) if ((await bucket.put(entry)) === "another") return false;
  return true;
}

const TRIES = 5;

/**
 * The first word of whoever takes over, or goes on after a silence, in the bucket before it is here: from then on a
 * former holder that wakes up, or an own request still on its way, finds its next place in the journal taken. What was written before counts.
 */
async function announce(claim: Claim, file: JournalFile, bucket: BucketCopy, { record, from, isOwn }: TakenLease & Pick<Held, "isOwn">, { clock, say }: Surroundings): Promise<number> {
  const event: Event = {
    type: "decision",
    decision: isOwn ? "go-on" : "take-over",
    who: claim.who,
    what: { epoch: record.epoch, from: from === undefined ? null : { who: from.who, host: from.host, pid: from.pid, machine: from.machine } },
    why: record.because ?? (isOwn ? "the bucket answers again, and nobody took over meanwhile" : ""),
  };
  for (let tried = 0; tried < TRIES; tried += 1) {
    const { shared, entries } = await matched(claim.run, file, bucket, { epoch: record.epoch, say });
    // Nobody can have said anything of a run that has not begun; what they said of another is for its next holder.
    if (entries.length === 0) return 0;
    if (!(await allThere(bucket, entries.slice(shared)))) continue;
    // Nothing can be said of a run that has ended, and nobody will act on it.
    if (replay(entries).ended !== undefined) return entries.length;
    const entry = nextEntry(entries, { at: clock.now().toISOString(), epoch: record.epoch }, event);
    if ((await bucket.put(entry)) === "another") continue;
    await file.adopt([entry]);
    return entry.seq + 1;
  }
  throw new FailoverError("JOURNAL_TAKEN_OVER", { run: claim.run, seq: (await file.read()).length });
}
