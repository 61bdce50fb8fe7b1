import { expect, test } from "vitest";
import type { Event } from "../../scripts/core/journal.ts";
import { replay } from "../../scripts/core/replay.ts";
import { statusOf, statusText } from "../../scripts/core/status.ts";
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

function status(events: readonly Event[], driver?: string) {
  const state = replay(story(begun, ...events));
  if (state.begun === undefined) throw new Error("begun");
  return statusOf({ ...state, begun: state.begun }, graph, { driver: driver === undefined ? undefined : { name: driver, isAlive: true }, notes: [] });
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

test("fits 80 columns", () => {
  expect(statusText(status([declared, ...didStandUp, restoring]))).toMatchInlineSnapshot(`
    "Run r1 is open; plan abc
      declared by ana: AWS is dark
      no process drives it

      done        stand-up            at 00:00:00Z
      asks        restore-data        at 00:00:00Z
                  was interrupted and may have happened
      asks        open-writes

    next: 'failover approve restore-data --because "…"',
          then 'failover approve open-writes --because "…"',
          then 'failover resume'"
  `);
});
