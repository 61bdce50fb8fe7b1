import { clockTime } from "../lab/setup/clock-time.ts";

/** What a piece of work is called, and how many seconds it takes on a quiet machine with two processors. */
export type Piece = readonly [what: string, seconds: number];

/** Does the next piece of a plan. */
export type NextPiece = <T>(work: () => Promise<T>) => Promise<T>;

/** How much slower or faster than planned is believed. */
const [LEAST_PACE, MOST_PACE] = [0.5, 5];

/** Says, as each piece of a plan begins, how much time has gone by and about how much is to go, at the pace so far. */
export function piecesOf(plan: readonly Piece[], say: (line: string) => void, now: () => number = () => performance.now() / 1000): NextPiece {
  const begun = now();
  let done = 0;
  const seconds = (pieces: readonly Piece[]): number => pieces.reduce((sum, [, one]) => sum + one, 0);
  return async (work) => {
    const piece = plan[done];
    if (piece === undefined) throw new Error("a piece of work that is in no plan");
    const planned = seconds(plan.slice(0, done));
    const gone = now() - begun;
    const pace = planned === 0 ? 1 : Math.min(Math.max(gone / planned, LEAST_PACE), MOST_PACE);
    say(`[${minutes(gone)}, about ${minutes(pace * seconds(plan.slice(done)))} to go] ${piece[0]}`);
    const result = await work();
    done += 1;
    return result;
  };
}

/** Seconds, to the nearest, as a clock shows them: 3:05. */
export const minutes = (seconds: number): string => clockTime(Math.round(seconds));
