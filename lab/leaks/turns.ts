/** For so long after it was first seen a process may well become another program: a shell that has still to begin its one command. */
export const YOUNG_MS = 3000;
/** Each older process has its turn once in so many looks. */
export const LOOKS_PER_TURN = 10;

/** Tells at each look whose turn it is, of the processes that there are: the young are looked at every time, the older a part each time. */
export function turns(): (pids: readonly string[], now: number) => readonly string[] {
  let firstSeen: ReadonlyMap<string, number> = new Map();
  let look = 0;
  return (pids, now) => {
    look += 1;
    // Only those that are still there: a number that comes again is another process.
    firstSeen = new Map(pids.map((pid) => [pid, firstSeen.get(pid) ?? now]));
    return pids.filter((pid) => now - (firstSeen.get(pid) ?? now) < YOUNG_MS || (look + Number(pid)) % LOOKS_PER_TURN === 0);
  };
}
