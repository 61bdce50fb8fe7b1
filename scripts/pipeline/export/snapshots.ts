import * as query from "../../core/catalogue-queries.ts";
import { FailoverError } from "../../core/errors.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import type { SqlSession } from "../../host-ports.ts";
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

type How = { /** The standby's address, if the server is one. */ readonly standby: string | undefined; /** The server itself is of an earlier moment, and its clock says nothing of it. */ readonly snapshotTime?: string | undefined };

async function hold(session: SqlSession, name: string, { standby, snapshotTime }: How): Promise<HeldSnapshot> {
  const onStandby = standby !== undefined;
  // A standby's own clock says nothing of how far it has come.
  const [replayed] = onStandby ? parseRows(rows.replayed, await session.ask(query.replayedUntil), "how far it has come") : [];
  if (onStandby && (replayed?.replayedUntil ?? null) === null) throw new FailoverError("EXPORT_NOT_READY", { problems: ["the replica does not say up to when it has everything; remedy: wait until the primary has written something"] });
  // The dump's own sessions need the processors; the counts beside it may take as long as it does.
  const [, , snapshots] = await allEnded([session.tell("SET max_parallel_workers_per_gather = 0"), session.tell("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"), session.ask(query.snapshot)]);
  const [taken] = parseRows(rows.snapshot, snapshots, "a snapshot");
  if (taken === undefined) throw new Error("the server answered no row where there is always one");
  const { inRecovery, ...held } = taken;
  // A standby that was promoted has rows of its own, which its former primary never had.
  if (onStandby && !inRecovery) throw new FailoverError("EXPORT_NOT_READY", { problems: [`${standby} was promoted while the export began, and takes writes itself; remedy: set export.replica.host to a replica, or export with --from live`] });
  return { name, session, ...held, snapshotAt: snapshotTime ?? replayed?.replayedUntil ?? taken.snapshotAt };
}

/** Whether the standby ended a session because it stood in the way of replay; the dump itself may only have seen that its snapshot is gone. */
async function wasEnded(held: readonly HeldSnapshot[], failure: unknown): Promise<boolean> {
  const said = await Promise.all(held.map(({ session }) => session.ask("SELECT 1 AS alive").then(() => "", String)));
  return [String(failure), ...said].some((words) => words.includes("conflict with recovery"));
}

/** Takes a snapshot of every database at once, does the work, and lets them go. No dump begins before all are taken. */
export async function withSnapshots<T>(sessions: Sessions, names: readonly string[], how: How, work: (held: readonly HeldSnapshot[]) => Promise<T>): Promise<T> {
  try {
    // All are ready to begin before one begins, so that their moments lie as close as the network lets them.
    const ready = await allEnded(names.map(async (name) => ({ name, session: await sessions.of(name) })));
    const held = await allEnded(ready.map(({ name, session }) => hold(session, name, how)));
    return await work(held).catch(async (failure: unknown) => {
      if (how.standby === undefined || !(await wasEnded(held, failure))) throw failure;
      throw new FailoverError("REPLICA_ENDED_EXPORT", { host: how.standby }, { cause: failure });
    });
  } finally {
    await sessions.closeAllBut([]);
  }
}
