import type { ReadBoth } from "../../core/comparison-report.ts";
import { counted, type Tally } from "../../core/comparison-tally.ts";
import { verdictOf } from "../../core/object-comparison.ts";
import type { Clock, Listing } from "../../ports.ts";
import { eachInTurn } from "../all-ended.ts";
import { mergeListings } from "./merge-listings.ts";

const SECONDS_BETWEEN_CURSORS = 5;
const READ_AT_A_TIME = 4;

type Sides = { readonly source: Listing; readonly copies: Listing };
type Options = {
  readonly sampleSize: number;
  /** Told every few seconds; what was told last is where a later comparison may go on. */
  readonly keep: (tally: Tally) => Promise<void>;
};

/** Walks both listings side by side from where the tally ends, and returns the tally of everything. */
export async function compareListings({ source, copies }: Sides, clock: Pick<Clock, "elapsed">, begun: Tally, { sampleSize, keep }: Options): Promise<Tally> {
  let tally = begun;
  let keptAt = clock.elapsed();
  const after = begun.after ?? undefined;
  for await (const pair of mergeListings(source.pages(begun.source, after), copies.pages(begun.copies, after))) {
    tally = counted(tally, pair, verdictOf(pair, tally.settledBefore), sampleSize);
    if (clock.elapsed() - keptAt < SECONDS_BETWEEN_CURSORS) continue;
    await keep(tally);
    keptAt = clock.elapsed();
  }
  await keep(tally);
  return tally;
}

/** Reads the objects that were drawn, and those whose hashes disagree, on both sides. */
export async function readDrawn({ source, copies }: Sides, tally: Tally, onRead: (done: number, all: number) => void): Promise<readonly ReadBoth[]> {
  const names = [...tally.doubtful, ...tally.sample];
  let done = 0;
  return eachInTurn(names, READ_AT_A_TIME, async (name) => {
    const [one, other] = await Promise.all([source.sha256(tally.source, name), copies.sha256(tally.copies, name)]);
    onRead((done += 1), names.length);
    if (one === undefined || other === undefined) return { name, outcome: "gone" };
    return { name, outcome: one === other ? "same" : "different" };
  });
}
