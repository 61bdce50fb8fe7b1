import { bearing, type Mark } from "./mark.ts";

/** One living process as the kernel shows it. Ids are used again; together with the start they name one process. */
export type ProcessRow = {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly started: string;
  readonly program: string;
  readonly environment: string;
};

/** One process for good, even after its id was given to another. */
export const nameOf = ({ pid, started }: ProcessRow): string => `${pid}@${started}`;

/**
 * The processes that bear the mark, and those that one of them (or one in `known`, seen before) started or leads as a group:
 * a program that writes its own title, as ssh's master does, overwrites its environment. One with another mark is never meant.
 */
export function belonging(rows: readonly ProcessRow[], mark: Mark, known: readonly ProcessRow[]): readonly ProcessRow[] {
  const pids = new Set(rows.map(({ pid }) => pid));
  const names = new Set(rows.map(nameOf));
  // An id that is gone cannot have been used again while its group lives; one that was is a stranger's.
  const seen = new Set(known.filter((row) => !pids.has(row.pid) || names.has(nameOf(row))).map(({ pid }) => pid));
  const ours = new Map<number, ProcessRow>();
  const undecided = new Set<ProcessRow>();
  for (const row of rows) {
    const bears = bearing(row.environment, mark);
    if (bears === "this") ours.set(row.pid, row);
    if (bears === "none") undecided.add(row);
  }
  for (let before = -1; before < ours.size; ) {
    before = ours.size;
    for (const row of undecided) {
      if (![row.pid, row.parent, row.group].some((pid) => ours.has(pid) || seen.has(pid))) continue;
      ours.set(row.pid, row);
      undecided.delete(row);
    }
  }
  return [...ours.values()];
}

/** How long the processes may take: to end in good order, then to end at all. */
export type Patience = { readonly terminateAfterSeconds: number; readonly killAfterSeconds: number };

/**
 * A holder's time ends 30 s after its last renewal and another may take over at 60 s: this leaves a killed process 15 s to be gone.
 * A second interrupt makes Pulumi forget what it was creating, so the first gets most of the time.
 */
export const holderPatience: Patience = { terminateAfterSeconds: 10, killAfterSeconds: 15 };

/** What a finished command left behind was told to end already, or should have ended with it. */
export const leftoverPatience: Patience = { terminateAfterSeconds: 0, killAfterSeconds: 2 };

/** The signal whose turn it is. */
export function signalAt(elapsedSeconds: number, { terminateAfterSeconds, killAfterSeconds }: Patience): "SIGINT" | "SIGTERM" | "SIGKILL" {
  if (elapsedSeconds >= killAfterSeconds) return "SIGKILL";
  return elapsedSeconds >= terminateAfterSeconds ? "SIGTERM" : "SIGINT";
}
