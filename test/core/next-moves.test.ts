import { expect, test } from "vitest";
import type { Event, Json } from "../../scripts/core/journal.ts";
import { nextMoves, type GraphStep, type Move } from "../../scripts/core/next-moves.ts";
import { replay } from "../../scripts/core/replay.ts";
import { story } from "../support/world.ts";

/** a and b side by side, c after both, d asks and comes after c; e must not be repeated unasked. */
const graph: readonly GraphStep[] = [
  { id: "a", needs: [], onInterrupted: "rerun" },
  { id: "b", needs: [], onInterrupted: "rerun" },
  { id: "c", needs: ["a", "b"], onInterrupted: "rerun" },
  { id: "d", needs: ["c"], onInterrupted: "rerun", approval: "cut-over-dns" },
  { id: "e", needs: ["d"], onInterrupted: "ask" },
];
const begun: Event = { type: "run-begun", run: "r1", pipeline: "failover", planDigest: "abc" };
const begin = (step: string, attempt = 1): Event => ({ type: "step-begun", step, attempt });
const did = (...steps: readonly string[]): Event[] => steps.flatMap((step) => [begin(step), { type: "step-done", step, output: null }]);
const failed = (step: string): Event => ({ type: "step-failed", step, code: "X", what: "" });
const decide = (decision: string, what: Json = null): Event => ({ type: "decision", decision, who: "ana", what, why: "" });
const run = (step: string, attempt = 1): Move => ({ do: "run", step, attempt });

test.each<[string, readonly Event[], readonly Move[]]>([
  ["a run begins with everything that needs nothing", [], [run("a"), run("b")]],
  ["what waits for two waits for both", did("a"), [run("b")]],
  ["what both gave way to begins", did("a", "b"), [run("c")]],
  ["a failed step is tried again, by its next number", [begin("a"), failed("a"), ...did("b")], [run("a", 2)]],
  ["an interrupted step is begun again", [begin("a"), ...did("b")], [run("a", 2)]],
  ["a step that asks is asked about", did("a", "b", "c"), [{ do: "ask", step: "d", because: "approval" }]],
  ["a yes in the declaration counts", [decide("declare", { preApproved: ["cut-over-dns"] }), ...did("a", "b", "c")], [run("d")]],
  ["a yes to something else does not", [decide("declare", { preApproved: ["open-writes"] }), ...did("a", "b", "c")], [{ do: "ask", step: "d", because: "approval" }]],
  ["a yes given during the run counts", [...did("a", "b", "c"), decide("approve:d")], [run("d")]],
  ["an interrupted step that must not be repeated is asked about", [...did("a", "b", "c", "d"), begin("e")], [{ do: "ask", step: "e", because: "interrupted" }]],
  ["a yes from before the interruption does not count", [...did("a", "b", "c", "d"), decide("approve:e"), begin("e")], [{ do: "ask", step: "e", because: "interrupted" }]],
  ["a yes after the interruption does", [...did("a", "b", "c", "d"), begin("e"), decide("approve:e")], [run("e", 2)]],
  ["it ends when all is done", did("a", "b", "c", "d", "e"), [{ do: "end" }]],
  ["an ended run has no move", [...did("a", "b", "c", "d", "e"), { type: "run-ended", outcome: "done" }], []],
])("%s", (_, events, moves) => {
  expect(nextMoves(replay(story(begun, ...events)), graph)).toEqual(moves);
});

test("what runs in this process is neither begun again nor asked about", () => {
  const state = replay(story(begun, begin("a")));
  expect(nextMoves(state, graph, new Set(["a"]))).toEqual([run("b")]);
});
