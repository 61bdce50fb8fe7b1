import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { jsonView } from "../../scripts/adapters/json-view.ts";
import { FailoverError } from "../../scripts/core/errors.ts";
import { problemOf, runOutcome } from "../../scripts/core/run-outcome.ts";

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-11-25T17:00:00Z"), toFake: ["setInterval", "clearInterval", "Date"] }));
afterEach(() => void vi.useRealTimers());

function program() {
  const written: string[] = [];
  const view = jsonView({ write: (line) => written.push(line), now: () => new Date(), nowSeconds: () => Date.now() / 1000 });
  return { view, pass: (seconds: number) => void vi.advanceTimersByTime(seconds * 1000), written, events: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test("one line of JSON per event, in documented words, the outcome last", () => {
  const { view, pass, written, events } = program();
  view.expect({ graph: [{ id: "stand-up", needs: [] }, { id: "restore-data", needs: ["stand-up"] }], done: new Set(), expectedSeconds: new Map([["stand-up", 20]]) });
  view.began("stand-up", "Stand the mirror up", 1);
  pass(2);
  view.progress("stand-up", "creating \u001b[31mthe\nhosts");
  pass(10);
  view.ended("stand-up", "done");
  view.began("restore-data", "Restore the data", 2);
  view.say("a line");
  pass(1.5);
  view.ended("restore-data", "failed", "no space left");
  view.close();
  view.concluded(runOutcome("failed", "r1", [problemOf(new FailoverError("NO_OPEN_RUN", { project: "/p" }), "restore-data")]));

  expect(written.every((line) => /^\{.*\}\n$/.test(line))).toBe(true);
  const common = { schema: "failover-kit/run-event/1" };
  const tally = { done: 0, all: 2, toGo: { seconds: 20, atLeast: true }, lateSeconds: 0 };
  expect(events()).toEqual([
    { ...common, at: "2026-11-25T17:00:00.000Z", event: "step-begun", step: "stand-up", title: "Stand the mirror up", attempt: 1, expectedSeconds: 20, tally: { ...tally, elapsedSeconds: 0 } },
    { ...common, at: "2026-11-25T17:00:02.000Z", event: "step-progress", step: "stand-up", text: "creating the\nhosts", elapsedSeconds: 2, expectedSeconds: 20, tally: { ...tally, elapsedSeconds: 2, toGo: { seconds: 18, atLeast: true } } },
    { ...common, at: "2026-11-25T17:00:12.000Z", event: "step-done", step: "stand-up", seconds: 12, already: false, tally: { ...tally, done: 1, elapsedSeconds: 12, toGo: null } },
    { ...common, at: "2026-11-25T17:00:12.000Z", event: "step-begun", step: "restore-data", title: "Restore the data", attempt: 2, expectedSeconds: null, tally: { ...tally, done: 1, elapsedSeconds: 12, toGo: null } },
    { ...common, at: "2026-11-25T17:00:12.000Z", event: "notice", text: "a line" },
    { ...common, at: "2026-11-25T17:00:13.500Z", event: "step-failed", step: "restore-data", seconds: 1.5, what: "no space left", tally: { ...tally, done: 1, elapsedSeconds: 13.5, toGo: null } },
    expect.objectContaining({ event: "failed", run: "r1", exitCode: 1, next: ["failover resume"], problems: [expect.objectContaining({ step: "restore-data", code: "NO_OPEN_RUN" })] }),
  ]);
});

test("a step's progress comes once a second at most, and its newest word comes within two", () => {
  const { view, pass, events } = program();
  view.began("restore-data", "Restore the data", 1);
  for (let tenth = 0; tenth < 35; tenth += 1) {
    view.progress("restore-data", `row ${tenth}`);
    pass(0.1);
  }
  pass(2);
  const progress = events().filter(({ event }) => event === "step-progress");
  const times = progress.map(({ at }) => Date.parse(String(at)));
  expect(times.every((at, index) => index === 0 || at - (times[index - 1] ?? 0) >= 1000)).toBe(true);
  expect(progress.at(-1)).toMatchObject({ text: "row 34" });
  expect(progress.length).toBeLessThanOrEqual(5);
  view.close();
  expect(vi.getTimerCount()).toBe(0);
});

test("progress of a step that is not at work is a notice; a repeated or an empty word is none", () => {
  const { view, pass, events } = program();
  view.progress("stand-up", "late");
  view.began("stand-up", "Stand the mirror up", 1);
  pass(5);
  view.progress("stand-up", "x");
  pass(5);
  view.progress("stand-up", "x");
  view.progress("stand-up", " ");
  pass(5);
  expect(events().map(({ event }) => event)).toEqual(["notice", "step-begun", "step-progress"]);
  view.close();
});

test.each(["done", "done already", "failed", "stopped"] as const)("a step that ends as '%s' is told so", (how) => {
  const { view, events } = program();
  view.began("stand-up", "Stand the mirror up", 1);
  view.ended("stand-up", how);
  expect(events().at(-1)).toMatchObject(how.startsWith("done") ? { event: "step-done", already: how === "done already" } : { event: `step-${how}`, what: null });
  view.close();
});
