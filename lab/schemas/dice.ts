import fc from "fast-check";

/** Decisions drawn one after another; the same seed draws the same ones. */
export type Dice = {
  readonly pick: <T>(from: readonly [T, ...T[]]) => T;
  readonly chance: (percent: number) => boolean;
  /** Between these two, both included. */
  readonly number: (min: number, max: number) => number;
  /** A few characters of any script. */
  readonly characters: () => string;
};

const LONGEST = 6;

/** A property's own numbers lean to the smallest and the largest; here each is as likely as the other. */
const evenly = (between: { readonly min: number; readonly max: number }) => fc.noBias(fc.integer(between));

/** So many things, each made with dice of its own, and all of them following from the seed alone. */
export function drawn<T>(seed: number, count: number, make: (dice: Dice, at: number) => T): readonly T[] {
  return fc.sample(fc.gen(), { seed, numRuns: count }).map((draw, at) => {
    const number = (min: number, max: number): number => draw(evenly, { min, max });
    return make({
      number,
      pick: (from) => from[number(0, from.length - 1)] ?? from[0],
      chance: (percent) => number(1, 100) <= percent,
      characters: () => draw(fc.string, { unit: "grapheme", minLength: 1, maxLength: LONGEST }),
    }, at);
  });
}
