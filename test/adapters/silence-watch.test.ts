import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { silenceWatch } from "../../scripts/adapters/silence-watch.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const patience = { limitSeconds: 45, remembers: true };

function watching() {
  const said: string[] = [];
  return { said, watch: silenceWatch((text) => said.push(text), () => Date.now() / 1000) };
}

test("a store that says nothing is spoken of once, however many wait for it, until the limit", () => {
  const { said, watch } = watching();
  const waits = [watch.begin("the store", patience), watch.begin("the store", patience), watch.begin("the other store", patience)];
  vi.advanceTimersByTime(4400);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(said.filter((line) => line.startsWith("Waiting for the store"))).toHaveLength(3);
  expect(said).toHaveLength(6);
  waits.forEach(({ end }) => end("given up"));
  vi.advanceTimersByTime(60_000);
  expect(said).toHaveLength(6);
  expect(vi.getTimerCount()).toBe(0);
});

test("one that answers at last is said to; one that answers in time, or is left, is not spoken of", () => {
  const { said, watch } = watching();
  const [late, quick, left] = [watch.begin("the store", patience), watch.begin("another", patience), watch.begin("a third", patience)];
  quick.end("answered");
  vi.advanceTimersByTime(6000);
  late.end("answered");
  left.end("ended");
  expect(said).toEqual(["Waiting for the store, 5 s of at most 45 s: no answer so far.", "Waiting for a third, 5 s of at most 45 s: no answer so far.", "The store answers again, after 6 s."]);
});

test("why the last try came to nothing is said with it", () => {
  const { said, watch } = watching();
  watch.begin("the store", patience).because("it answered 503: try later");
  vi.advanceTimersByTime(5000);
  expect(said.map((line) => line.replaceAll(/\s+/g, " "))).toEqual(["Waiting for the store, 5 s of at most 45 s: at the last try, it answered 503: try later."]);
});

test("bytes that pass are no silence, and one that follows them is counted from their end", () => {
  const { said, watch } = watching();
  let bytes = 0;
  const download = watch.begin("the store", patience);
  download.at(() => bytes);
  for (let second = 0; second < 60; second += 1) {
    bytes += 1;
    vi.advanceTimersByTime(1000);
  }
  expect(said).toEqual([]);
  vi.advanceTimersByTime(21_000);
  expect(said).toHaveLength(2);
  bytes += 1;
  vi.advanceTimersByTime(4000);
  expect(download.silentSeconds()).toBeLessThan(5);
  vi.advanceTimersByTime(2000);
  expect(said).toHaveLength(3);
});

test("one that was just given up is waited for once more and no longer, by those who remember", () => {
  const { watch } = watching();
  const first = watch.begin("the store", patience);
  vi.advanceTimersByTime(45_000);
  first.end("given up");
  expect(watch.begin("the store", { ...patience, remembers: false })).toMatchObject({ isOnceMore: false });
  const second = watch.begin("the store", patience);
  expect([second.isOnceMore, second.silentSeconds()]).toEqual([true, 45]);
  expect(watch.begin("another", patience).isOnceMore).toBe(false);
  second.end("answered");
  expect(watch.begin("the store", patience).isOnceMore).toBe(false);
  watch.begin("the store", patience).end("given up");
  vi.advanceTimersByTime(31_000);
  expect(watch.begin("the store", patience).isOnceMore).toBe(false);
});
