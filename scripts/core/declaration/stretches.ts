/** A stretch of time during which something held, in milliseconds. */
export type Stretch<S extends string = string> = { readonly from: number; readonly to: number; readonly state: S };

/** Something seen at a moment, and until when it may be taken to hold. */
export type Seen<S extends string = string> = { readonly at: number; readonly until: number; readonly state: S };

/**
 * What held when, from the first that was seen up to now: each thing holds until the next is seen, and no longer than it
 * may; then all is "silent". Of two things seen at one moment, that counts which stands first in `strongest`.
 */
export function stretchesOf<S extends string>(seen: readonly Seen<S>[], now: number, strongest: readonly S[]): readonly Stretch<S | "silent">[] {
  const rank = (state: S) => strongest.indexOf(state);
  const sorted = seen.filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at || rank(b.state) - rank(a.state));
  const moments = sorted.filter((one, index) => sorted[index + 1]?.at !== one.at);
  const pieces = moments.flatMap(({ at, until, state }, index): readonly Stretch<S | "silent">[] => {
    const next = moments[index + 1]?.at ?? now;
    const known = Math.min(next, until);
    return [{ from: at, to: known, state }, ...(known < next ? [{ from: known, to: next, state: "silent" as const }] : [])];
  });
  return joined(pieces);
}

/** Neighbours of one state as one stretch. */
export function joined<S extends string>(pieces: readonly Stretch<S>[]): readonly Stretch<S>[] {
  const out: Stretch<S>[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (last !== undefined && last.state === piece.state && last.to === piece.from) out[out.length - 1] = { ...last, to: piece.to };
    else out.push(piece);
  }
  return out;
}

/** What held at a moment; "silent" where nothing was seen. */
export const stateAt = <S extends string>(stretches: readonly Stretch<S>[], at: number): S | "silent" => stretches.find(({ from, to }) => from <= at && at < to)?.state ?? "silent";

/** What held at each of these moments, which ascend, as the stretches do: one walk along both. */
export function statesAt<S extends string>(stretches: readonly Stretch<S>[], moments: readonly number[]): readonly (S | "silent")[] {
  let index = 0;
  return moments.map((at) => {
    while (index < stretches.length && (stretches[index]?.to ?? at) <= at) index += 1;
    const stretch = stretches[index];
    return stretch !== undefined && stretch.from <= at ? stretch.state : "silent";
  });
}

/** How long a state held altogether, in seconds. */
export const secondsOf = (stretches: readonly Stretch[], state: string): number => stretches.reduce((sum, stretch) => (stretch.state === state ? sum + (stretch.to - stretch.from) / 1000 : sum), 0);
