import { createHash } from "node:crypto";
import { z } from "zod";
import type { Pair, Verdict } from "./object-comparison.ts";

/** Of each kind so many are named; all are counted. */
const NAMED = 1000;

const count = z.int().nonnegative();
const names = z.array(z.string());
const verdicts = ["same", "same-size", "doubtful", "missing", "different", "under-way", "extra"] as const satisfies readonly Verdict[];
const named = ["missing", "different", "extra", "under-way"] as const;

/** How far a comparison has come: all that must be known to go on after a crash, and never larger than a few thousand names. */
export const tallySchema = z.object({
  schema: z.literal("failover-kit/objects-cursor/1"),
  source: z.string(),
  copies: z.string(),
  begunAt: z.iso.datetime(),
  /** Objects written at the source after this may still be under way. */
  settledBefore: z.iso.datetime(),
  /** Every name up to this one has been compared. */
  after: z.string().nullable(),
  counts: z.object(Object.fromEntries(verdicts.map((verdict) => [verdict, count])) as Record<Verdict, typeof count>),
  bytes: count,
  named: z.object(Object.fromEntries(named.map((verdict) => [verdict, names])) as Record<(typeof named)[number], typeof names>),
  /** Same in size, and drawn to be read: each name has the same chance, whenever it came. */
  sample: names,
  doubtful: names,
});

export type Tally = z.infer<typeof tallySchema>;

type Beginning = Pick<Tally, "source" | "copies" | "begunAt" | "settledBefore">;

/** Nothing compared yet. */
export const emptyTally = (beginning: Beginning): Tally => ({
  schema: "failover-kit/objects-cursor/1",
  ...beginning,
  after: null,
  counts: { same: 0, "same-size": 0, doubtful: 0, missing: 0, different: 0, "under-way": 0, extra: 0 },
  bytes: 0,
  named: { missing: [], different: [], extra: [], "under-way": [] },
  sample: [],
  doubtful: [],
});

/** A name's place in the draw: as good as chance, and the same again when a comparison is resumed. */
const lot = (salt: string, name: string): string => createHash("sha256").update(`${salt}\n${name}`).digest("hex");

/** The names with the lowest lots, in their order, so that nearly every further name costs two lots and no more. */
function drawn(sample: string[], name: string, size: number, salt: string): string[] {
  const own = lot(salt, name);
  const last = sample.at(-1);
  if (sample.length >= size && (last === undefined || own >= lot(salt, last))) return sample;
  const at = sample.findIndex((other) => lot(salt, other) > own);
  return (at < 0 ? [...sample, name] : sample.toSpliced(at, 0, name)).slice(0, size);
}

/** A comparison with one more name in it. */
export function counted(tally: Tally, { name, source }: Pair, verdict: Verdict, sampleSize: number): Tally {
  const isNamed = (kind: Verdict): kind is (typeof named)[number] => (named as readonly Verdict[]).includes(kind);
  return {
    ...tally,
    after: name,
    counts: { ...tally.counts, [verdict]: tally.counts[verdict] + 1 },
    bytes: tally.bytes + (source?.bytes ?? 0),
    named: isNamed(verdict) && tally.named[verdict].length < NAMED ? { ...tally.named, [verdict]: [...tally.named[verdict], name] } : tally.named,
    sample: verdict === "same-size" ? drawn(tally.sample, name, sampleSize, tally.begunAt) : tally.sample,
    doubtful: verdict === "doubtful" ? drawn(tally.doubtful, name, sampleSize, tally.begunAt) : tally.doubtful,
  };
}
