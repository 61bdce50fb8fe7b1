import { cancel } from "../core/commands/pulumi.ts";
import { FailoverError } from "../core/errors.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { readStackNotes, writeStackNotes } from "../core/stack/stack-notes.ts";
import { isRemovable, judgeLeasedLock, judgeLock, locksOf, stateLock, type StateLock, type Verdict } from "../core/stack/state-lock.ts";
import type { Ports } from "../ports.ts";
import type { Context } from "./step.ts";
import { succeed } from "./succeed.ts";

/** Who says whose a lock is: the journal of a run, or a lease that covers all work on the stack. */
type By = "journal" | "lease";

type Judged = { readonly lock: StateLock; readonly verdict: Verdict };

/** Removes locks whose holder is known to be dead, and refuses while there is any other. */
export async function unlockStack(ports: Ports, context: Context, stack: string, by: By = "journal"): Promise<void> {
  const judged = await judgeLocks(ports, context, stack, by);
  const kept = judged.filter(({ verdict }) => !isRemovable(verdict));
  if (kept.length > 0) throw new FailoverError("STACK_LOCKED", { stack, holders: kept.map(describe) });
  if (judged.length === 0) return;
  // Pulumi removes all or none, so none may be somebody's.
  await succeed(ports.shell, cancel(context, stack));
  ports.operator.say(`unlocked stack ${stack}, left locked by ${judged.map(describe).join(" and by ")}`);
}

/** Notes that from now on a lock taken here may be this run's own. */
export async function noteBeginning({ clock, machine }: Ports, { noted, note }: Context): Promise<void> {
  const known = readStackNotes(noted());
  await note(writeStackNotes({ ...known, beginnings: [...known.beginnings, { at: clock.now().toISOString(), on: await machine.identity() }] }));
}

async function judgeLocks({ objects, machine }: Ports, { settings, noted }: Context, stack: string, by: By): Promise<readonly Judged[]> {
  const bucket = settings.storage.buckets.state;
  const found = await objects.list(bucket, locksOf(stack));
  if (found.length === 0) return [];
  const here = await machine.identity();
  const { beginnings } = readStackNotes(noted());
  const judged = await Promise.all(
    found.map(async ({ name }) => {
      const body = await objects.read(bucket, name);
      // Released between the listing and the look.
      if (body === undefined) return [];
      const lock = parseJsonFrom(stateLock, new TextDecoder().decode(body), `the lock gs://${bucket}/${name}`);
      const program = await machine.program(lock.pid);
      return [{ lock, verdict: by === "lease" ? judgeLeasedLock(lock, { here, program }) : judgeLock(lock, { here, beginnings, program }) }];
    }),
  );
  return judged.flat();
}

const describe = ({ lock: { username, hostname, pid, timestamp }, verdict }: Judged): string =>
  `${username} on ${hostname}, process ${pid}, since ${timestamp} (${verdict})`;
