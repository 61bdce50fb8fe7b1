import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyTally, type Tally } from "../../../scripts/core/comparison-tally.ts";
import { compareNames, type ListedObject } from "../../../scripts/core/object-comparison.ts";
import { compareListings, readDrawn } from "../../../scripts/pipeline/objects/compare-objects.ts";
import { mergeListings } from "../../../scripts/pipeline/objects/merge-listings.ts";
import type { Listing } from "../../../scripts/ports.ts";

const beginning = { source: "s", copies: "c", begunAt: "2026-11-25T08:00:00.000Z", settledBefore: "2026-11-25T07:45:00.000Z" };
const at = "2026-11-24T00:00:00.000Z";
const listed = (name: string, more: Partial<ListedObject> = {}): ListedObject => ({ name, bytes: 1, md5: undefined, writtenAt: at, ...more });

/** A listing of these in pages of three; it breaks after so many pages, if told to. */
const listing = (objects: readonly ListedObject[], breaksAfter = Infinity): Listing => ({
  async *pages(_, after) {
    const rest = objects.toSorted((a, b) => compareNames(a.name, b.name)).filter(({ name }) => after === undefined || compareNames(name, after) > 0);
    for (let from = 0; from < rest.length; from += 3) {
      if (from / 3 >= breaksAfter) throw new Error("the store went away");
      yield rest.slice(from, from + 3);
    }
  },
  sha256: async (_, name) => (objects.some((one) => one.name === name) ? `hash of ${name}` : undefined),
});

const names = fc.uniqueArray(fc.string({ unit: "binary", minLength: 1, maxLength: 4 }), { maxLength: 30 });
/** A clock on which each look takes long enough for a cursor. */
const ticking = () => {
  let seconds = 0;
  return { elapsed: () => (seconds += 10) };
};
const compared = async (sides: { source: Listing; copies: Listing }, begun: Tally = emptyTally(beginning), keep: (tally: Tally) => Promise<void> = async () => undefined) =>
  compareListings(sides, ticking(), begun, { sampleSize: 5, keep });

test("two listings side by side name each object once, on the sides where it is", async () => {
  await fc.assert(fc.asyncProperty(names, names, async (ones, others) => {
    const pairs = [];
    for await (const pair of mergeListings(listing(ones.map((n) => listed(n))).pages("s", undefined), listing(others.map((n) => listed(n))).pages("c", undefined))) pairs.push(pair);
    expect(pairs.map(({ name }) => name)).toEqual([...new Set([...ones, ...others])].sort(compareNames));
    for (const { name, source, copy } of pairs) expect([source?.name, copy?.name]).toEqual([ones.includes(name) ? name : undefined, others.includes(name) ? name : undefined]);
  }));
});

test("a comparison that dies anywhere and goes on from its cursor says the same as one that did not", async () => {
  await fc.assert(fc.asyncProperty(names, names, fc.nat(8), async (ones, others, pages) => {
    const sides = { source: listing(ones.map((n) => listed(n))), copies: listing(others.map((n) => listed(n))) };
    let cursor = emptyTally(beginning);
    await compared({ ...sides, source: listing(ones.map((n) => listed(n)), pages) }, cursor, async (told) => void (cursor = told)).catch(() => undefined);
    expect(await compared(sides, cursor)).toEqual(await compared(sides));
  }));
});

test("what was drawn is read on both sides; one deleted meanwhile is no difference", async () => {
  const copies: Listing = { ...listing([]), sha256: async (_, name) => (name === "gone" ? undefined : name === "bad" ? "another" : `hash of ${name}`) };
  const tally = { ...emptyTally(beginning), sample: ["good", "gone"], doubtful: ["bad"] };
  const read = await readDrawn({ source: listing([listed("good"), listed("gone"), listed("bad")]), copies }, tally, () => undefined);
  expect(read).toEqual([{ name: "bad", outcome: "different" }, { name: "good", outcome: "same" }, { name: "gone", outcome: "gone" }]);
});
