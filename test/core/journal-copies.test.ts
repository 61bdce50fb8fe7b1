import { expect, test } from "vitest";
import type { Entry, Event } from "../../scripts/core/journal.ts";
import { compareCopies, LOCAL_JOURNAL } from "../../scripts/core/journal-copies.ts";
import { nextEntry } from "../../scripts/core/journal-line.ts";

const said = (decision: string): Event => ({ type: "decision", decision, who: "ana", what: null, why: "" });

/** A copy in which each of these was said, in this epoch. */
const copy = (...entries: readonly (readonly [epoch: number, decision: string])[]): readonly Entry[] =>
  entries.reduce<readonly Entry[]>((all, [epoch, decision]) => [...all, nextEntry(all, { at: "t", epoch }, said(decision))], []);

const begun = [[1, "a"], [1, "b"]] as const;

test.each<[string, readonly Entry[], readonly Entry[], ReturnType<typeof compareCopies>]>([
  ["both empty", [], [], { copies: "equal" }],
  ["the same", copy(...begun), copy(...begun), { copies: "equal" }],
  ["a fresh clone", [], copy(...begun), { copies: "bucket is ahead", from: 0 }],
  ["others went on", copy([1, "a"]), copy(...begun), { copies: "bucket is ahead", from: 1 }],
  ["the bucket was silent", copy(...begun), copy([1, "a"]), { copies: "here is ahead", from: 1 }],
  ["written here too late", copy(...begun, [1, "mine"]), copy(...begun, [2, "theirs"]), { copies: "here is outdated", from: 2 }],
  ["written here, but an earlier holder's word was still on its way", copy(...begun, [3, "mine"]), copy(...begun, [2, "late"]), { copies: "here is outdated", from: 2 }],
  ["two stories of one epoch", copy(...begun, [2, "mine"]), copy(...begun, [2, "theirs"]), { copies: "forked", at: 2 }],
  ["acted alone, while others took over", copy(...begun, [1, LOCAL_JOURNAL], [1, "mine"]), copy(...begun, [2, "theirs"]), { copies: "forked", at: 2 }],
  ["went on alone after a word that came too late", copy(...begun, [1, "mine"], [1, LOCAL_JOURNAL]), copy(...begun, [2, "theirs"]), { copies: "forked", at: 2 }],
  ["alone in an earlier epoch, which the bucket has", copy([1, "a"], [1, LOCAL_JOURNAL], [2, "mine"]), copy([1, "a"], [1, LOCAL_JOURNAL], [3, "theirs"]), { copies: "here is outdated", from: 2 }],
  ["different from the very first", copy([1, "a"]), copy([1, "b"]), { copies: "forked", at: 0 }],
])("%s", (_, here, bucket, expected) => {
  expect(compareCopies(here, bucket)).toEqual(expected);
});
