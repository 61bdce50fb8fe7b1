import type { LeaseKind } from "../../core/lease.ts";
import type { World } from "../../world.ts";
import { openLedger } from "../ledger.ts";
import type { Project } from "../project.ts";
import { driverLock, journalHere, runDirectory } from "../runs.ts";
import { alone } from "./alone.ts";
import { answersHere, answersInBucket } from "./answers.ts";
import { underLease, type Claim, type Session, type Surroundings } from "./under-lease.ts";

/** How a person wishes to act: with a reason to take over, or to go on without the bucket. */
export type Wish = Pick<Claim, "run" | "command"> & {
  readonly takeOver?: string | undefined;
  readonly localJournal?: string | undefined;
  /** Whose lease it is; a run's, if not said. */
  readonly kind?: LeaseKind;
  /** Whether tools are started, which something must end when this process cannot. */
  readonly startsTools?: true;
};

/** Does work on a run as the only one who does: under its lease, or, where a person said so, under this machine's lock alone. */
export async function actOnRun<T>(project: Project, world: World, wish: Wish, work: (session: Session) => Promise<T>): Promise<T> {
  return wish.localJournal === undefined ? underItsLease(project, world, wish, work) : onlyOnThisMachine(project, world, { ...wish, because: wish.localJournal }, work);
}

async function underItsLease<T>(project: Project, world: World, { run, kind = "run", command, takeOver, startsTools }: Wish, work: (session: Session) => Promise<T>): Promise<T> {
  const ledger = await openLedger(project, world);
  const { files, clock, steadyClock, machine, stop } = world;
  return underLease(
    { run, kind, who: world.person, takeOver, command },
    { ...ledger, file: journalHere(project, run, world) },
    {
      clock,
      steadyClock,
      machine,
      stop,
      say: (line) => world.operator.say(line),
      newId: () => world.randomHex(16),
      enter: () => enter(project, world, run),
      guard: startsTools === true ? world.watchdog : undefined,
      answers: async (state) => {
        const place = { bucket: ledger.buckets.journal, service: ledger.service };
        const elsewhere = answersInBucket(ledger.objects, place, run, state).catch(() => []);
        return [...(await answersHere(files, runDirectory(project, run), state)), ...(await elsewhere)];
      },
    },
    work,
  );
}

async function onlyOnThisMachine<T>(project: Project, world: World, { run, because, startsTools }: Wish & { readonly because: string }, work: (session: Session) => Promise<T>): Promise<T> {
  const { files, stop, person: who } = world;
  const session = alone(journalHere(project, run, world), { who, because, stop, answers: (state) => answersHere(files, runDirectory(project, run), state) });
  const lock = await enter(project, world, run);
  try {
    const watchdog = startsTools === true ? await world.watchdog(`${run}.${world.randomHex(16)}`) : undefined;
    watchdog?.holdOff();
    return await work({ ...session, watchdog }).finally(() => watchdog?.release());
  } finally {
    await lock.release();
  }
}

/** The lock first: what another living process of this machine has started is no orphan. */
async function enter(project: Project, world: World, run: string): ReturnType<Surroundings["enter"]> {
  const lock = await world.hold(driverLock(project, run));
  try {
    const ended = await world.endOrphans(run);
    if (ended.length > 0) world.operator.say(`Ended what an earlier process had left at work: ${ended.map(({ program, pid }) => `${program} (${pid})`).join(", ")}.`);
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
}
