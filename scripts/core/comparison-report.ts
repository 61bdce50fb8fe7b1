import type { Tally } from "./comparison-tally.ts";

/** What reading both sides of one object said. */
export type ReadBoth = { readonly name: string; readonly outcome: "same" | "different" | "gone" };

/** What `failover objects compare --json` prints. */
export type ComparisonReport = {
  readonly schema: "failover-kit/objects-comparison/1";
  readonly source: string;
  readonly copies: string;
  readonly begunAt: string;
  readonly endedAt: string;
  readonly objects: number;
  readonly bytes: number;
  readonly counts: Readonly<Record<"same" | "sameSize" | "missing" | "different" | "underWay" | "extra" | "undecided", number>>;
  readonly read: { readonly objects: number; readonly different: number };
  readonly named: Readonly<Record<"missing" | "different" | "extra" | "underWay", readonly string[]>>;
  readonly complete: boolean;
};

/** The tally's figures with what reading some of the objects has shown. Only what was read, or has a hash, counts as the same. */
export function comparisonReport(tally: Tally, read: readonly ReadBoth[], endedAt: string): ComparisonReport {
  const { counts, named } = tally;
  const differing = read.filter(({ outcome }) => outcome === "different").map(({ name }) => name);
  const readSame = read.filter(({ outcome }) => outcome === "same").map(({ name }) => name);
  const doubtful = new Set(tally.doubtful);
  const settled = (names: readonly string[]): number => names.filter((name) => doubtful.has(name)).length;
  const from = (names: readonly string[]): number => names.length - settled(names);
  const undecided = counts.doubtful - settled(differing) - settled(readSame);
  return {
    schema: "failover-kit/objects-comparison/1",
    source: tally.source,
    copies: tally.copies,
    begunAt: tally.begunAt,
    endedAt,
    objects: Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.extra,
    bytes: tally.bytes,
    counts: {
      same: counts.same + readSame.length,
      sameSize: counts["same-size"] - from(differing) - from(readSame),
      missing: counts.missing,
      different: counts.different + differing.length,
      underWay: counts["under-way"],
      extra: counts.extra,
      undecided,
    },
    read: { objects: read.length, different: differing.length },
    named: { missing: named.missing, different: [...named.different, ...differing], extra: named.extra, underWay: named["under-way"] },
    complete: counts.missing + counts.different + differing.length + undecided === 0,
  };
}

const SHOWN = 10;

const list = (what: string, names: readonly string[], count: number): readonly string[] =>
  count === 0 ? [] : [`${what}:`, ...names.slice(0, SHOWN).map((name) => `  ${name}`), ...(count > SHOWN ? [`  and ${count - Math.min(SHOWN, names.length)} more`] : [])];

/** The same for a person. */
export function comparisonText({ source, copies, objects, bytes, counts, read, named, complete }: ComparisonReport): string {
  return [
    `${objects} objects (${(bytes / 1e6).toFixed(1)} MB) in ${source}, compared with ${copies}:`,
    `  ${counts.same} the same by hash, ${counts.sameSize} by size alone; ${read.objects} were read on both sides, ${read.different} of them differ`,
    `  ${counts.missing} missing, ${counts.different} different, ${counts.undecided} undecided, ${counts.underWay} still under way, ${counts.extra} only in the copy`,
    ...list("missing", named.missing, counts.missing),
    ...list("different", named.different, counts.different),
    complete ? "Everything the source held is in the copy, but what is still under way." : "The copy is not complete: see that the transfer runs, then compare again.",
    ...(counts.undecided === 0 ? [] : ["Undecided: the stores' hashes cannot be compared and too few were read; ask again with a larger --sample."]),
  ].join("\n");
}
