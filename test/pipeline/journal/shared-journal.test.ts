import { expect, test } from "vitest";
import { FailoverError } from "../../../scripts/core/errors.ts";
import type { Event } from "../../../scripts/core/journal.ts";
import { nextEntry } from "../../../scripts/core/journal-line.ts";
import { bucketCopy, type BucketCopy } from "../../../scripts/pipeline/journal/bucket-copy.ts";
import { lastEpoch } from "../../../scripts/pipeline/journal/last-epoch.ts";
import { sharedJournal } from "../../../scripts/pipeline/journal/shared-journal.ts";
import { memoryFile } from "../../support/memory-file.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { story } from "../../support/world.ts";

const begun: Event = { type: "run-begun", run: "r1", pipeline: "toy", planDigest: "abc" };
const begin = (step: string): Event => ({ type: "step-begun", step, attempt: 1 });
const silent = () => new FailoverError("STORE_SILENT", { endpoint: "https://store", tried: 1, reason: "no answer" });

function desk(change: (bucket: BucketCopy) => BucketCopy = (bucket) => bucket) {
  const store = memoryStore();
  const bucket = bucketCopy(store.objects, { bucket: "journal", service: "shop" }, "r1");
  const file = memoryFile();
  return { store, bucket, file, journal: sharedJournal("r1", file, change(bucket), { epoch: 4, shared: 0 }) };
}

test("what is said here lies in the bucket once it is shared, in order and in this holder's epoch", async () => {
  const { journal, bucket, file } = desk();
  for (const event of [begun, begin("a"), begin("b")]) await journal.append(event);
  await journal.share();
  expect(await bucket.read()).toEqual(await file.read());
  expect((await bucket.read()).map(({ epoch }) => epoch)).toEqual([4, 4, 4]);
});

test("those who look on see what was said although nobody asked whether it got there", async () => {
  const { journal, bucket } = desk();
  await journal.append(begun);
  await expect.poll(() => bucket.read()).toHaveLength(1);
});

test("however many ask at once, one entry is on its way at a time, and each goes once", async () => {
  const puts: number[] = [];
  let underWay = 0;
  const { journal } = desk((bucket) => ({ ...bucket, put: async (entry) => {
    expect((underWay += 1)).toBe(1);
    puts.push(entry.seq);
    const answer = await bucket.put(entry);
    underWay -= 1;
    return answer;
  } }));
  await Promise.all([begun, begin("a"), begin("b"), begin("c")].map(async (event) => { await journal.append(event); await journal.share(); }));
  expect(puts).toEqual([0, 1, 2, 3]);
});

test("an answer that was lost is no conflict: the same bytes are ours", async () => {
  const { journal, bucket } = desk((copy) => ({ ...copy, put: async (entry) => { if ((await copy.put(entry)) === "stored") throw silent(); return "same"; } }));
  await journal.append(begun);
  await expect.poll(() => bucket.read()).toHaveLength(1);
  await journal.share();
  for (const entry of await bucket.read()) expect(await bucket.put(entry)).toBe("same");
});

test("other bytes in an entry's place are somebody else's, and nothing after it is written", async () => {
  const { journal, bucket, file } = desk();
  for (const entry of story(begun)) await bucket.put(entry);
  await bucket.put(nextEntry(await bucket.read(), { at: "t", epoch: 5 }, begin("theirs")));
  await file.adopt((await bucket.read()).slice(0, 1));
  await journal.append(begin("ours"));
  await journal.append(begin("more"));
  await expect(journal.share()).rejects.toMatchObject({ code: "JOURNAL_TAKEN_OVER", message: expect.stringContaining("entry 1 of the journal of run r1") as string });
  expect(await bucket.read()).toHaveLength(2);
});

test("a silence is told, and passes", async () => {
  let isSilent = true;
  const { journal, bucket } = desk((copy) => ({ ...copy, put: async (entry) => { if (isSilent) throw silent(); return copy.put(entry); } }));
  await journal.append(begun);
  await expect(journal.share()).rejects.toMatchObject({ code: "STORE_SILENT" });
  isSilent = false;
  await journal.share();
  expect(await bucket.read()).toHaveLength(1);
});

test("an entry missing in the bucket is named", async () => {
  const { journal, bucket, store } = desk();
  for (const event of [begun, begin("a"), begin("b")]) await journal.append(event);
  await journal.share();
  store.remove("journal", "shop/r1/entries/00000001.json");
  await expect(bucket.read()).rejects.toMatchObject({ code: "JOURNAL_BROKEN", message: expect.stringContaining("it is missing; shop/r1/entries/00000002.json comes instead") as string });
});

test("the epoch a journal has come to is that of whichever copy knows more; a damaged one says nothing", async () => {
  const { journal, bucket, file, store } = desk();
  expect(await lastEpoch(file, bucket)).toBe(0);
  await journal.append(begun);
  expect(await lastEpoch(file, { read: async () => [] })).toBe(4);
  await journal.share();
  expect(await lastEpoch({ read: async () => [] }, bucket)).toBe(4);
  store.tamper("journal", "shop/r1/entries/00000000.json", () => Buffer.from("{}"), { noticed: true });
  expect(await lastEpoch(file, bucket)).toBe(4);
  await expect(lastEpoch(file, { read: async () => Promise.reject(silent()) })).rejects.toMatchObject({ code: "STORE_SILENT" });
});

test("however many have asked meanwhile, a store that fell silent is tried once more for all of them", async () => {
  const waiting: (() => void)[] = [];
  const { journal } = desk((bucket) => ({ ...bucket, put: () => new Promise((_, reject) => waiting.push(() => reject(silent()))) }));
  const failNext = async (nth: number) => {
    await expect.poll(() => waiting.length).toBe(nth);
    waiting[nth - 1]?.();
  };
  await journal.append(begun);
  await expect.poll(() => waiting.length).toBe(1);
  await journal.append(begin("a"));
  await journal.append(begin("b"));
  const asked = expect(journal.share()).rejects.toMatchObject({ code: "STORE_SILENT" });
  await failNext(1);
  await failNext(2);
  await asked;
  expect(waiting).toHaveLength(2);
});

test("whoever asks while everything said is on its way waits for that, and for no second try", async () => {
  const waiting: (() => void)[] = [];
  const { journal } = desk((bucket) => ({ ...bucket, put: () => new Promise((_, reject) => waiting.push(() => reject(silent()))) }));
  await journal.append(begun);
  await expect.poll(() => waiting.length).toBe(1);
  const asked = expect(journal.share()).rejects.toMatchObject({ code: "STORE_SILENT" });
  waiting[0]?.();
  await asked;
  expect(waiting).toHaveLength(1);
});
