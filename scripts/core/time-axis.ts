/** From and to, in milliseconds. */
export type Span = { readonly from: number; readonly to: number };

/** Time laid out on columns: where a moment stands, and which columns stand for long pauses that were left out. */
export type Axis = { readonly column: (at: number) => number; readonly pauses: readonly { readonly column: number; readonly milliseconds: number }[] };

/** A pause longer than this share of the work is cut: a night between two halves of a run would leave no room for either. */
const LONGEST_PAUSE = 0.1;

/** Lays work out in proportion on so many columns; each long pause with nothing at work takes one. */
export function timeAxis(work: readonly Span[], columns: number): Axis {
  const stretches = stretchesOf(work);
  const total = Math.max(1, stretches.reduce((sum, { from, to }) => sum + to - from, 0));
  const room = Math.max(1, columns - (stretches.length - 1));
  const placed: { readonly left: number; readonly width: number; readonly span: Span }[] = [];
  let worked = 0;
  for (const [index, span] of stretches.entries()) {
    const left = index + Math.floor((worked / total) * room);
    worked += span.to - span.from;
    placed.push({ left, width: index + Math.floor((worked / total) * room) - left, span });
  }
  return {
    column: (at) => {
      const { left, width, span } = placed.findLast(({ span }) => at >= span.from) ?? placed[0] ?? { left: 0, width: 0, span: { from: 0, to: 0 } };
      const share = Math.min(1, Math.max(0, (at - span.from) / Math.max(1, span.to - span.from)));
      return Math.min(columns - 1, left + Math.floor(share * width));
    },
    pauses: placed.slice(1).map(({ left, span }, index) => ({ column: Math.min(columns - 1, left - 1), milliseconds: span.from - (stretches[index]?.to ?? span.from) })),
  };
}

/** Work in order of time, with short pauses between taken as work. */
function stretchesOf(work: readonly Span[]): readonly Span[] {
  const sum = work.length === 0 ? 0 : joined(work, 0).reduce((milliseconds, { from, to }) => milliseconds + to - from, 0);
  return joined(work, Math.max(1000, sum * LONGEST_PAUSE));
}

function joined(work: readonly Span[], pause: number): readonly Span[] {
  const stretches: Span[] = [];
  for (const span of work.toSorted((a, b) => a.from - b.from)) {
    const last = stretches.at(-1);
    if (last === undefined || span.from - last.to > pause) stretches.push(span);
    else stretches[stretches.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return stretches;
}
