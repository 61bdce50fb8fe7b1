/** How long the two of a round took, in milliseconds. */
export type Round = { readonly measured: number; readonly against: number };

/** The ends and the middle of a row of times. */
export type Spread = { readonly min: number; readonly median: number; readonly max: number };

/** What the rounds say: `milliseconds` is how much longer the measured one takes, `ratio` how many times as long. */
export type Comparison = {
  readonly milliseconds: number;
  readonly ratio: number;
  readonly rounds: number;
  readonly measuredMilliseconds: Spread;
  readonly againstMilliseconds: Spread;
};

/** Compares within each round and takes the middle: what slows a machine down for a while slows both. */
export function compare(rounds: readonly Round[]): Comparison {
  return {
    milliseconds: rounded(spread(rounds.map(({ measured, against }) => measured - against)).median),
    ratio: Number(spread(rounds.map(({ measured, against }) => measured / against)).median.toFixed(3)),
    rounds: rounds.length,
    measuredMilliseconds: roundedSpread(spread(rounds.map(({ measured }) => measured))),
    againstMilliseconds: roundedSpread(spread(rounds.map(({ against }) => against))),
  };
}

/** Refuses an empty row: nothing was measured. */
export function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  if (min === undefined || max === undefined || low === undefined || high === undefined) throw new Error("nothing was measured");
  return { min, median: (low + high) / 2, max };
}

const rounded = (milliseconds: number): number => Number(milliseconds.toFixed(1));
const roundedSpread = ({ min, median, max }: Spread): Spread => ({ min: rounded(min), median: rounded(median), max: rounded(max) });
