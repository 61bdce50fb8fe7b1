import fc from "fast-check";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileJournal } from "../../../scripts/adapters/file-journal.ts";
import { isExpected } from "../../../scripts/core/errors.ts";
import type { Entry, Event } from "../../../scripts/core/journal.ts";
import { LOCAL_JOURNAL } from "../../../scripts/core/journal-copies.ts";
import { nextEntry, writeLine } from "../../../scripts/core/journal-line.ts";
import { bucketCopy } from "../../../scripts/pipeline/journal/bucket-copy.ts";
import { matchCopies } from "../../../scripts/pipeline/journal/match-copies.ts";
import { sharedJournal } from "../../../scripts/pipeline/journal/shared-journal.ts";
import { memoryStore } from "../../support/memory-store.ts";

type Tail = readonly { readonly epoch: number; readonly decision: string }[];
const begun: Event = { type: "run-begun", run: "r1", pipeline: "toy", planDigest: "abc" };
const decided = (decision: string): Event => ({ type: "decision", decision, who: "ana", what: null, why: "" });
const grown = (entries: readonly Entry[], tail: Tail): readonly Entry[] => tail.reduce((all, { epoch, decision }) => [...all, nextEntry(all, { at: "t", epoch }, decided(decision))], entries);
const beginning = nextEntry([], { at: "t", epoch: 1 }, begun);

async function desk(here: readonly Entry[], there: readonly Entry[]) {
  const directory = await mkdtemp(join(tmpdir(), "copies-"));
  const file = fileJournal(join(directory, "journal.jsonl"), () => new Date(0));
  if (here.length > 0) await file.adopt(here);
  const store = memoryStore();
  const bucket = bucketCopy(store.objects, { bucket: "journal", service: "shop" }, "r1");
  for (const entry of there) await bucket.put(entry);
  const said: string[] = [];
  const onDisk = async () => (await Promise.all((await readdir(directory)).filter((name) => name.endsWith(".jsonl")).map((name) => readFile(join(directory, name), "utf8")))).join("");
  return { file, bucket, store, said, onDisk, match: () => matchCopies("r1", file, bucket, (line) => said.push(line)) };
}

test("what others wrote since is fetched, and said", async () => {
  const there = grown([beginning], [{ epoch: 2, decision: "a" }, { epoch: 2, decision: "b" }]);
  const { match, file, said } = await desk([beginning], there);
  expect(await match()).toBe(3);
  expect(await file.read()).toEqual(there);
  expect(said).toEqual(["The bucket knows more of run r1 than this machine: 2 entries of its journal fetched."]);
});

test("a fresh clone fetches all of it without a word", async () => {
  const { match, file, said } = await desk([], [beginning]);
  expect(await match()).toBe(1);
  expect(await file.read()).toEqual([beginning]);
  expect(said).toEqual([]);
});

test("what came too late is set aside, on disk, and said where", async () => {
  const [here, there] = [grown([beginning], [{ epoch: 1, decision: "late" }]), grown([beginning], [{ epoch: 2, decision: "take-over" }])];
  const { match, file, said, onDisk } = await desk(here, there);
  expect(await match()).toBe(2);
  expect(await file.read()).toEqual(there);
  expect(said).toEqual([expect.stringMatching(/^Another holder of run r1 wrote its entry 1 before this machine could; what came too late is kept in .*journal\.set-aside-19700101T000000000Z\.jsonl\.$/)]);
  expect(await onDisk()).toContain(writeLine(here[1] ?? beginning));
});

test.each([["here", 0], ["in the bucket", 1]] as const)("a copy that is damaged %s is named, with what is wrong, beside the sound one", async (_, which) => {
  const broken = { ...beginning, epoch: 1, event: decided("before its beginning") };
  const { match } = which === 0 ? await desk([broken], [beginning]) : await desk([beginning], [broken]);
  const error = await match().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "JOURNAL_COPIES_DIFFER", advice: { what: expect.stringContaining("says 'decision' while no run has begun") as string } });
  expect(isExpected(error) && error.advice.next).toContain(which === 0 ? "the journal is fetched from the bucket" : "keep both as they are");
});

const tail = (from: number): fc.Arbitrary<Tail> =>
  fc.array(fc.record({ up: fc.nat(1), decision: fc.constantFrom("a", "b", "c", LOCAL_JOURNAL) }), { maxLength: 4 }).map((steps) => steps.reduce<Tail>((all, { up, decision }) => [...all, { epoch: (all.at(-1)?.epoch ?? from) + up, decision }], []));
const copies = tail(1).chain((common) => fc.record({ common: fc.constant(common), here: tail(common.at(-1)?.epoch ?? 1), there: tail(common.at(-1)?.epoch ?? 1) }));

test("any two copies with a common beginning end equal, or are refused untouched; and every line there was is still somewhere", async () => {
  const ends = { equal: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(copies, async ({ common, here, there }) => {
      const shared = grown([beginning], common);
      const [mine, theirs] = [grown(shared, here), grown(shared, there)];
      const { match, file, bucket, onDisk } = await desk(mine, theirs);
      const known = await match().catch((error: unknown) => {
        if (!isExpected(error) || error.code !== "JOURNAL_COPIES_DIFFER") throw error;
        return undefined;
      });
      if (known === undefined) {
        ends.refused += 1;
        expect(await file.read()).toEqual(mine);
        expect(await bucket.read()).toEqual(theirs);
      } else {
        ends.equal += 1;
        await sharedJournal("r1", file, bucket, { epoch: 99, shared: known }).share();
        expect(await file.read()).toEqual(await bucket.read());
        const kept = await onDisk();
        for (const entry of [...mine, ...theirs]) expect(kept).toContain(writeLine(entry));
      }
    }),
    { numRuns: 150 },
  );
  expect(Math.min(ends.equal, ends.refused)).toBeGreaterThan(10);
});
