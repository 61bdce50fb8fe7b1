import type { World } from "../../world.ts";
import { openLedger } from "../ledger.ts";
import type { Project } from "../project.ts";
import { driverLock, journalHere, runDirectory } from "../runs.ts";
import { alone } from "./alone.ts";
import { answersHere, answersInBucket } from "./answers.ts";
import { underLease, type Claim, type Session } from "./under-lease.ts";

/** How a person wishes to act: with a reason to take over, or to go on without the bucket. */
export type Wish = Pick<Claim, "run" | "command"> & { readonly who?: string; readonly takeOver?: string | undefined; readonly localJournal?: string | undefined };

/** Does work on a run as the only one who does: under its lease, or, where a person said so, under this machine's lock alone. */
export async function actOnRun<T>(project: Project, world: World, wish: Wish, work: (session: Session) => Promise<T>): Promise<T> {
  const { run, command, takeOver, localJournal } = wish;
  const who = wish.who ?? world.person;
  const file = journalHere(project, run, world);
  const directory = runDirectory(project, run);
  const onlyHere = async (session: Session): Promise<T> => {
    const lock = await world.hold(driverLock(project, run));
    return work(session).finally(lock.release);
  };
  const { files, clock, machine, stop } = world;
  if (localJournal !== undefined) return onlyHere(alone(file, { who, because: localJournal, stop, answers: (state) => answersHere(files, directory, state) }));

  const ledger = await openLedger(project, world);
  const say = (line: string) => world.operator.say(line);
  return underLease(
    { run, kind: "run", who, takeOver, command },
    { ...ledger, file },
    {
      clock,
      machine,
      say,
      stop,
      newId: () => world.randomHex(16),
      onRenewed: () => undefined,
      endOrphans: async () => undefined,
      answers: async (state) => {
        const place = { bucket: ledger.buckets.journal, service: ledger.service };
        return [...(await answersHere(files, directory, state)), ...(await answersInBucket(ledger.objects, place, run, state).catch(() => []))];
      },
    },
    onlyHere,
  );
}
