import { expect, test } from "vitest";
import { judgeLease, pace, type LeaseRecord } from "../../scripts/core/lease.ts";
import { heldByBen } from "../support/held-lease.ts";

const ben = heldByBen().holder;
const carl = { ...ben, id: "carl-1", who: "carl@phone" };
type Known = Parameters<typeof judgeLease>[1];

test.each<[string, Partial<LeaseRecord> | undefined, number, Partial<Known>, object]>([
  ["there is none", undefined, 0, {}, { may: "take", from: undefined }],
  ["released", { state: "released" }, 1, {}, { may: "take", from: undefined, because: null }],
  ["released by one whose last words are on their way", { state: "released", unheard: carl, because: "gone" }, 1, {}, { may: "take", from: carl, because: "gone" }],
  ["held by somebody alive", {}, 9, {}, { may: "not" }],
  ["held, at the last second of it", {}, pace.holdSeconds, {}, { may: "not" }],
  ["silent, and nobody gave a reason", {}, pace.holdSeconds + 1, {}, { may: "take over", silentSeconds: 31, inSeconds: 29 }],
  ["silent for long, and nobody gave a reason", {}, 400, {}, { may: "take over", silentSeconds: 400, inSeconds: 0 }],
  ["a reason, and the holder may be alive", {}, 1, { takeOver: "gone" }, { may: "take over", inSeconds: 59 }],
  ["a reason, at the last moment of its holder", {}, pace.takeOverSeconds, { takeOver: "gone" }, { may: "take over", inSeconds: 0 }],
  ["a reason, and the holder must have stopped", {}, pace.takeOverSeconds + 1, { takeOver: "gone" }, { may: "take", from: ben, because: "gone" }],
  ["its process has ended on this machine", {}, 1, { atWork: false }, { may: "take", from: ben, because: "process 4711, which held it, has ended on this machine" }],
  ["its process is at work on this machine, and silent", {}, 61, { atWork: true }, { may: "take over" }],
  ["an earlier session of this process", {}, 1, { atWork: true, mine: ["ben-1"] }, { may: "take", from: undefined }],
  ["this process, which had not said who was before it", { unheard: carl, because: "gone" }, 1, { mine: ["ben-1"] }, { may: "take", from: carl, because: "gone" }],
  ["somebody else, after a session of this process", {}, 400, { mine: ["ana-1"], takeOver: "gone" }, { may: "no more" }],
  ["somebody else who has let go, after a session of this process", { state: "released" }, 1, { mine: ["ana-1"] }, { may: "no more" }],
  ["pre-empted, after a session of this process", { state: "pre-empted" }, 400, { mine: ["ben-1"] }, { may: "no more" }],
  ["pre-empted a moment ago: its holder's tools may be at work", { state: "pre-empted" }, 20, {}, { may: "not" }],
  ["pre-empted long ago", { state: "pre-empted", because: "run r2" }, 61, {}, { may: "take", from: ben, because: "run r2" }],
])("%s", (_, record, ageSeconds, known, expected) => {
  const seen = record === undefined ? undefined : { record: heldByBen(record), generation: "1", ageSeconds };
  expect(judgeLease(seen, { atWork: "unknown", mine: [], takeOver: undefined, ...known })).toMatchObject(expected);
});

test("whoever holds a lease has ended its tools before another may act, however far the clocks' paces lie apart", () => {
  const slowest = 0.9;
  expect(pace.renewSeconds + pace.retrySeconds).toBeLessThan(pace.holdSeconds);
  expect(pace.holdSeconds).toBeLessThan(pace.goneSeconds);
  expect(pace.goneSeconds / slowest).toBeLessThan(pace.takeOverSeconds);
});
