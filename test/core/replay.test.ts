import { describe, expect, test } from "vitest";
import type { Entry, Event } from "../../scripts/core/journal.ts";
import { replay, stateOf } from "../../scripts/core/replay.ts";
import { story } from "../support/world.ts";

const begun: Event = { type: "run-begun", run: "r1", pipeline: "failover", planDigest: "abc" };
const begin = (step: string, attempt = 1): Event => ({ type: "step-begun", step, attempt });
const done = (step: string): Event => ({ type: "step-done", step, output: `${step}'s` });
const failed = (step: string): Event => ({ type: "step-failed", step, code: "COMMAND_FAILED", what: "it broke" });
const ended = (outcome: "done" | "abandoned"): Event => ({ type: "run-ended", outcome });
const decided = (decision: string): Event => ({ type: "decision", decision, who: "ana", what: null, why: "because" });

describe("replay refuses an impossible story:", () => {
  test.each<[string, readonly Event[], string]>([
    ["a step before the run", [begin("a")], "entry 0 says 'step-begun' while no run has begun"],
    ["a decision before the run", [decided("declare")], "while no run has begun"],
    ["two beginnings", [begun, begun], "while the run has begun already"],
    ["done before begun", [begun, done("a")], "while 'a' is waiting"],
    ["failed before begun", [begun, failed("a")], "while 'a' is waiting"],
    ["done twice", [begun, begin("a"), done("a"), done("a")], "while 'a' is done"],
    ["failed after done", [begun, begin("a"), done("a"), failed("a")], "while 'a' is done"],
    ["begun after done", [begun, begin("a"), done("a"), begin("a", 2)], "while 'a' is done"],
    ["done after failed", [begun, begin("a"), failed("a"), done("a")], "while 'a' is failed"],
    ["a first attempt numbered two", [begun, begin("a", 2)], "while 'a' has been begun 0 times"],
    ["the same attempt twice", [begun, begin("a"), begin("a")], "while 'a' has been begun 1 times"],
    ["an end with a step under way", [begun, begin("a"), ended("done")], "while 'a' is begun"],
    ["an end with a failed step", [begun, begin("a"), failed("a"), ended("done")], "while 'a' is failed"],
    ["anything after the end", [begun, ended("abandoned"), begin("a")], "while the run has ended (abandoned)"],
    ["a second end", [begun, ended("done"), ended("done")], "while the run has ended (done)"],
  ])("%s", (_, events, why) => {
    expect(() => replay(story(...events))).toThrow(why);
  });
});

describe("replay refuses a broken chain:", () => {
  const whole = story(begun, begin("a"), done("a"));
  const at = (index: number, change: Partial<Entry>) => whole.map((entry, i) => (i === index ? { ...entry, ...change } : entry));
  test.each<[string, readonly Entry[], string]>([
    ["an entry taken out", whole.toSpliced(1, 1), "entry 1: it calls itself 2"],
    ["two entries changed round", whole.toSpliced(1, 2, ...whole.slice(1).toReversed()), "entry 1: it calls itself 2"],
    ["an output changed afterwards", at(1, { event: begin("b") }), "entry 2: it does not carry the hash"],
    ["a time changed afterwards", at(0, { at: "1999-01-01T00:00:00.000Z" }), "entry 1: it does not carry the hash"],
    ["a first entry that follows another", at(0, { previous: "00" }), "entry 0: it does not carry the hash"],
  ])("%s", (_, entries, why) => {
    expect(() => replay(entries)).toThrow(why);
  });

  test("an epoch that goes down", () => {
    const [first] = story(begun);
    const raised = first && { ...first, epoch: 3 };
    expect(() => replay(raised === undefined ? [] : [raised, { ...raised, seq: 1, epoch: 2 }])).toThrow("its epoch 2 is below 3");
  });
});

test("an empty journal proves nothing", () => {
  expect(replay([])).toMatchObject({ begun: undefined, ended: undefined });
});

test("steps side by side are told apart, and the newest decision of a name stands", () => {
  const state = replay(story(begun, decided("declare"), begin("a"), begin("b"), failed("b"), begin("b", 2), done("a"), decided("declare")));
  expect(stateOf(state, "a")).toMatchObject({ at: "done", attempt: 1, output: "a's" });
  expect(stateOf(state, "b")).toMatchObject({ at: "begun", attempt: 2, seq: 5 });
  expect(stateOf(state, "c")).toEqual({ at: "waiting" });
  expect(state.decisions.get("declare")?.seq).toBe(7);
});

test("an abandoned run may leave steps open", () => {
  expect(replay(story(begun, begin("a"), ended("abandoned"))).ended?.outcome).toBe("abandoned");
});
