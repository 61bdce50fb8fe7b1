import { expect, test } from "vitest";
import { newAnswers, type Answer } from "../../scripts/core/answer.ts";
import type { Event } from "../../scripts/core/journal.ts";
import { replay } from "../../scripts/core/replay.ts";
import { story } from "../support/world.ts";

const begun: Event = { type: "run-begun", run: "r1", pipeline: "failover", planDigest: "abc" };
const answer = (id: string, more: Partial<Answer> = {}): Answer => ({ id, step: "cut-over-dns", attempts: 0, who: "ana", because: "looked", ...more });
const ids = (answers: readonly Answer[], ...events: readonly Event[]) => newAnswers(replay(story(begun, ...events)), answers).map(({ id }) => id);

test("the oldest answer comes first", () => {
  expect(ids([answer("2-b"), answer("1-a")])).toEqual(["1-a", "2-b"]);
});

test("one that the journal holds is not new", () => {
  expect(ids([answer("1-a"), answer("2-b")], { type: "decision", decision: "approve:cut-over-dns", who: "ana", what: { answer: "1-a" }, why: "" })).toEqual(["2-b"]);
});

test("a second yes to a question answered already does not answer the next one: the step may have half happened since", () => {
  const interrupted: Event = { type: "step-begun", step: "cut-over-dns", attempt: 1 };
  expect(ids([answer("1-a")], interrupted)).toEqual([]);
  expect(ids([answer("1-a"), answer("2-b", { attempts: 1 })], interrupted)).toEqual(["2-b"]);
});
