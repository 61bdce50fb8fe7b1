import * as query from "../../core/catalogue-queries.ts";
import { FailoverError } from "../../core/errors.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import type { SqlSession } from "../../ports.ts";
import { allEnded } from "../all-ended.ts";
import type { Sessions } from "./sessions.ts";

/** One database held still: a session whose snapshot the dump and the counts share. */
export type HeldSnapshot = {
  readonly name: string;
  readonly session: SqlSession;
  readonly snapshot: string;
  /** Everything acknowledged before it is in the snapshot. */
  readonly snapshotAt: string;
  readonly lsn: string;
};

type How = { readonly onStandby: boolean; /** The server itself is of an earlier moment, and its clock says nothing of it. */ readonly snapshotTime?: string | undefined };

async function hold(session: SqlSession, name: string, { onStandby, snapshotTime }: How): Promise<HeldSnapshot> {
  // A standby's own clock says nothing of how far it has come.
  const [replayed] = onStandby ? parseRows(rows.replayed, await session.ask(query.replayedUntil), "how far it has come") : [];
  if (onStandby && (replayed?.replayedUntil ?? null) === null) throw new FailoverError("EXPORT_NOT_READY", { problems: ["the replica does not say up to when it has everything; remedy: wait until the primary has written something"] });
  // The dump's own sessions need the processors; the counts beside it may take as long as it does.
  await session.tell("SET max_parallel_workers_per_gather = 0");
  await session.tell("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const [taken] = parseRows(rows.snapshot, await session.ask(query.snapshot), "a snapshot");
  if (taken === undefined) throw new Error("the server answered no row where there is always one");
  return { name, session, ...taken, snapshotAt: snapshotTime ?? replayed?.replayedUntil ?? taken.snapshotAt };
}

/** Takes a snapshot of every database at once, does the work, and lets them go. No dump begins before all are taken. */
export async function withSnapshots<T>(sessions: Sessions, names: readonly string[], how: How, work: (held: readonly HeldSnapshot[]) => Promise<T>): Promise<T> {
  try {
    // All are ready to begin before one begins, so that their moments lie as close as the network lets them.
    const ready = await allEnded(names.map(async (name) => ({ name, session: await sessions.of(name) })));
    return await work(await allEnded(ready.map(({ name, session }) => hold(session, name, how))));
  } finally {
    await sessions.closeAllBut([]);
  }
}
