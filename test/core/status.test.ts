import { expect, test } from "vitest";
import type { Event } from "../../scripts/core/journal.ts";
import { replay } from "../../scripts/core/replay.ts";
import { statusOf } from "../../scripts/core/status.ts";
import { statusText } from "../../scripts/core/status-text.ts";
import { displayWidth } from "../../scripts/core/one-line.ts";
import { story } from "../support/world.ts";

const graph = [
  { id: "stand-up", needs: [], onInterrupted: "rerun" as const },
  { id: "restore-data", needs: ["stand-up"], onInterrupted: "ask" as const },
  { id: "open-writes", needs: ["stand-up"], onInterrupted: "ask" as const, approval: "open-writes" },
];
const begun: Event = { type: "run-begun", run: "r1", pipeline: "failover", planDigest: "abc" };
const declared: Event = { type: "decision", decision: "declare", who: "ana", what: { preApproved: [] }, why: "AWS is dark" };
const didStandUp: readonly Event[] = [{ type: "step-begun", step: "stand-up", attempt: 1 }, { type: "step-done", step: "stand-up", output: null }];
const restoring: Event = { type: "step-begun", step: "restore-data", attempt: 1 };

function status(events: readonly Event[], driver?: string, expected: Readonly<Record<string, number>> = {}) {
  const state = replay(story(begun, ...events));
  if (state.begun === undefined) throw new Error("begun");
  const beside = { driver: driver === undefined ? undefined : { name: driver, isAlive: true }, notes: [], at: new Date(25_400), expectedSeconds: new Map(Object.entries(expected)) };
  return statusOf({ ...state, begun: state.begun }, graph, beside);
}

test("a begun step runs if somebody drives the run, and was interrupted if nobody does", () => {
  const events = [declared, ...didStandUp, restoring];
  expect(status(events, "process 7").steps.map(({ state }) => state)).toEqual(["done", "running", "asks"]);
  expect(status(events).steps.map(({ state, note }) => [state, note])).toEqual([
    ["done", null],
    ["asks", "was interrupted and may have happened"],
    ["asks", null],
  ]);
});

test.each<[string, readonly Event[], string | undefined, string]>([
  ["not declared", [], undefined, "'failover plan', then 'failover declare'"],
  ["under way", [declared], "process 7", "it is being carried out"],
  ["left alone", [declared], undefined, "'failover resume'"],
  ["asked, and driven", [declared, ...didStandUp], "process 7", `'failover approve open-writes --because "…"'`],
  ["asked, and left alone", [declared, ...didStandUp], undefined, `'failover approve open-writes --because "…"',\n      then 'failover resume'`],
  ["ended", [declared, { type: "run-ended", outcome: "abandoned" }], undefined, "nothing is left to do; 'failover report' shows how long it took"],
])("a run that is %s says what comes next", (_, events, driver, next) => {
  expect(status(events, driver).next).toBe(next);
});

test("a declaration that waits for a second person says so before anything else, and no more once there is one", () => {
  const waiting: Event = { ...declared, what: { preApproved: [], secondPerson: true } };
  expect(status([waiting]).next).toBe(`another person: 'failover approve declaration --because "…"',\n      then 'failover resume'`);
  expect(status([waiting, { type: "decision", decision: "second-person", who: "ben", what: {}, why: "yes" }]).next).toBe("'failover resume'");
});

test("a drill is called one, to a person and to a program", () => {
  const drill = status([{ ...declared, what: { preApproved: [], drill: true } }]);
  expect(drill.isDrill).toBe(true);
  expect(statusText(drill, 80)).toMatch(/^Run r1 is open; plan abc\n {2}a drill: only its own team is told\n/);
  expect(status([declared]).isDrill).toBe(false);
});

test("reads well in a terminal", () => {
  expect(statusText(status([declared, ...didStandUp, restoring]), 80)).toMatchInlineSnapshot(`
    "Run r1 is open; plan abc
      declared by ana: AWS is dark
      no process drives it

      done        stand-up      at 00:00:00Z
      asks        restore-data  at 00:00:00Z
                  was interrupted and may have happened
      asks        open-writes

    1 of 3 steps done
    next: 'failover approve restore-data --because "…"',
          then 'failover approve open-writes --because "…"',
          then 'failover resume'"
  `);
});

test("tells how long running steps have been at it, of about how long, and how long the rest takes", () => {
  const { steps, toGo } = status([declared, ...didStandUp, restoring], "process 7", { "restore-data": 30, "open-writes": 12 });
  expect(steps.map(({ elapsedSeconds, expectedSeconds }) => [elapsedSeconds, expectedSeconds])).toEqual([[null, null], [25.4, 30], [null, 12]]);
  expect(toGo).toEqual({ seconds: 12, atLeast: false });
  expect(statusText(status([declared, ...didStandUp, restoring], "process 7", { "restore-data": 60, "open-writes": 12 }), 80)).toMatchInlineSnapshot(`
    "Run r1 is open; plan abc
      declared by ana: AWS is dark
      driven by process 7

      done        stand-up      at 00:00:00Z
      running     restore-data  since 00:00:00Z, 0:25 of about 1:00
      asks        open-writes   takes about 0:12

    1 of 3 steps done, about 0:35 to go
    next: 'failover approve open-writes --because "…"'"
  `);
});

test("nothing is to go, and nothing has a running time, while nobody drives the run", () => {
  const { steps, toGo } = status([declared, ...didStandUp, restoring], undefined, { "restore-data": 30 });
  expect([toGo, ...steps.map(({ elapsedSeconds }) => elapsedSeconds)]).toEqual([null, null, null, null]);
});

test.each([60, 80, 120])("keeps within %d columns, whatever was given as a reason", (columns) => {
  const long: Event = { type: "decision", decision: "declare", who: "ana", what: { preApproved: [] }, why: "AWS is dark ".repeat(20) + "\u001b[31m" + "字".repeat(100) };
  const failed: Event = { type: "step-failed", step: "restore-data", code: "COMMAND_FAILED", what: "no space left on device ".repeat(10) };
  const lines = statusText(status([long, ...didStandUp, restoring, failed], "process 7"), columns).split("\n");
  expect(lines.filter((line) => displayWidth(line) > columns)).toEqual([]);
});
